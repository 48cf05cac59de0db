import { isAnyLines, lineMatches } from './match-lines.ts';

/** What the pinned lines become so that they say what was printed, and the printed line after them. */
export interface Accepted {
  readonly lines: readonly string[];
  readonly next: number;
}

/** To take in a line costs less than to change one, to drop one costs more: what is pinned is meant to stay. */
const TAKEN_IN = 0.6;
const DROPPED = 1.2;

interface Step {
  readonly cost: number;
  readonly line: string | null;
  readonly pinned: number;
  readonly printed: number;
}

/**
 * Aligns pinned lines with printed ones, from `from` on, so that the fewest change: lines and elisions that still match
 * are kept as they are written, the hunks between them take what was printed.
 */
export function acceptLines(pinned: readonly string[], printed: readonly string[], from: number): Accepted {
  const table = alignment(pinned, printed);
  const costAt = (start: number): number => table[0]?.[start]?.cost ?? Infinity;
  let at = from;
  for (let start = from; start < printed.length; start += 1) if (costAt(start) < costAt(at)) at = start;
  const lines: string[] = [];
  let row = 0;
  for (let step = table[row]?.[at]; row < pinned.length && step; step = table[row]?.[at]) {
    if (step.line !== null) lines.push(step.line);
    row = step.pinned;
    at = step.printed;
  }
  return { lines: lines.filter((line, index) => !isAnyLines(line) || !isAnyLines(lines[index - 1] ?? '')), next: at };
}

/** The cheapest next step for each pair of a pinned line and a printed one, from the ends backwards. */
function alignment(pinned: readonly string[], printed: readonly string[]): readonly (readonly Step[])[] {
  const end = printed.map((_, at) => ({ cost: 0, line: null, pinned: pinned.length, printed: at }));
  const table: Step[][] = [[...end, { cost: 0, line: null, pinned: pinned.length, printed: printed.length }]];
  for (let row = pinned.length - 1; row >= 0; row -= 1)
    table.unshift(rowOf({ pinned, printed, row, below: table[0] ?? [] }));
  return table;
}

interface RowOf {
  readonly pinned: readonly string[];
  readonly printed: readonly string[];
  readonly row: number;
  readonly below: readonly Step[];
}

function rowOf({ pinned, printed, row, below }: RowOf): Step[] {
  const line = pinned[row] ?? '';
  const steps: Step[] = [];
  for (let at = printed.length; at >= 0; at -= 1) {
    const past = below[at]?.cost ?? Infinity;
    const right = steps[0]?.cost ?? Infinity;
    const both = below[at + 1]?.cost ?? Infinity;
    const shown = printed[at] ?? '';
    const options: readonly Step[] = isAnyLines(line)
      ? [
          { cost: past, line, pinned: row + 1, printed: at },
          { cost: right, line, pinned: row, printed: at + 1 },
        ]
      : [
          {
            cost: both + replaceCost(line, shown),
            line: lineMatches(line, shown) ? line : shown,
            pinned: row + 1,
            printed: at + 1,
          },
          { cost: right + (row === 0 ? Infinity : TAKEN_IN), line: shown, pinned: row, printed: at + 1 },
          { cost: past + DROPPED, line: null, pinned: row + 1, printed: at },
        ];
    steps.unshift(options.reduce((best, one) => (one.cost < best.cost ? one : best)));
  }
  return steps;
}

/** Nothing for a line that matches; less the more it has in common with the printed one. */
function replaceCost(pinned: string, printed: string): number {
  if (lineMatches(pinned, printed)) return 0;
  const longest = Math.max(pinned.length, printed.length, 1);
  let same = 0;
  while (same < longest && pinned[same] !== undefined && pinned[same] === printed[same]) same += 1;
  let tail = 0;
  while (tail < longest - same && pinned.at(-1 - tail) !== undefined && pinned.at(-1 - tail) === printed.at(-1 - tail))
    tail += 1;
  return 1 - (0.5 * (same + tail)) / longest;
}
