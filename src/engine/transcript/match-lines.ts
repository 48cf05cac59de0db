/** The result of comparing pinned lines with printed ones. Line numbers are indexes from 0. */
export type Match =
  | { readonly kind: 'match'; readonly next: number; readonly idle: readonly number[] }
  | { readonly kind: 'differs'; readonly pinned: number; readonly printed: number };

/**
 * Looks for the pinned lines as one run of printed lines, from `from` on. `...` alone on a line stands for any number
 * of lines, inside a line for any text. `idle` lists the elisions that stood for nothing.
 */
export function matchLines(pinned: readonly string[], printed: readonly string[], from: number): Match {
  let nearest: Match = { kind: 'differs', pinned: 0, printed: from };
  for (let start = from; start <= printed.length; start += 1) {
    const match = matchAt(pinned, printed, start);
    if (match.kind === 'match') return match;
    if (match.pinned > nearest.pinned) nearest = match;
  }
  return nearest;
}

/** Whether a pinned line stands for any lines. */
export function isAnyLines(line: string): boolean {
  return line.trim() === '...';
}

/** Segments between `...` lines are matched greedily from the left, each at its first possible place. */
function matchAt(pinned: readonly string[], printed: readonly string[], start: number): Match {
  const idle: number[] = [];
  let at = start;
  let index = 0;
  while (index < pinned.length) {
    const line = pinned[index] ?? '';
    if (isAnyLines(line)) {
      const segment = segmentAfter(pinned, index);
      const found = findSegment(segment, printed, at);
      if (found === null) return { kind: 'differs', pinned: index + 1, printed: at };
      if (found === at && segment.length > 0) idle.push(index);
      at = found + segment.length;
      index += 1 + segment.length;
    } else {
      const next = printed[at];
      if (next === undefined || !lineMatches(line, next)) return { kind: 'differs', pinned: index, printed: at };
      at += 1;
      index += 1;
    }
  }
  return { kind: 'match', next: at, idle };
}

function segmentAfter(pinned: readonly string[], index: number): readonly string[] {
  const rest = pinned.slice(index + 1);
  const end = rest.findIndex(isAnyLines);
  return end === -1 ? rest : rest.slice(0, end);
}

function findSegment(segment: readonly string[], printed: readonly string[], from: number): number | null {
  if (segment.length === 0) return printed.length;
  for (let at = from; at + segment.length <= printed.length; at += 1) {
    if (segment.every((line, offset) => lineMatches(line, printed[at + offset] ?? ''))) return at;
  }
  return null;
}

/** Whether a printed line is what the pinned line says; trailing blanks do not count. */
export function lineMatches(pinned: string, printed: string): boolean {
  const parts = pinned.trimEnd().split('...');
  const [first = '', ...others] = parts;
  if (others.length === 0) return first === printed;
  const last = others.pop() ?? '';
  if (!printed.startsWith(first) || printed.length < first.length + last.length || !printed.endsWith(last))
    return false;
  let rest = printed.slice(first.length, printed.length - last.length);
  for (const part of others) {
    const at = rest.indexOf(part);
    if (at === -1) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}
