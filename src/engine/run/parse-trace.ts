import type { Traced } from './proof-run.ts';

/** Reads the lines that the tracing preload wrote: `F` file, `D` folder listed, `S` looked at, `G` pattern, `U` not traceable. */
export function parseTrace(text: string): Traced {
  const sets = {
    F: new Set<string>(),
    D: new Set<string>(),
    S: new Set<string>(),
    G: new Set<string>(),
    U: new Set<string>(),
  };
  for (const line of text.split('\n')) {
    const [kind, name] = [line.slice(0, 1), line.slice(2)];
    if (kind === 'F' || kind === 'D' || kind === 'S' || kind === 'G' || kind === 'U') sets[kind].add(name);
  }
  return {
    files: [...sets.F],
    folders: [...sets.D],
    absent: [...sets.S],
    patterns: [...sets.G],
    trees: [],
    untraced: [...sets.U],
  };
}

/** Joins several traces into one. */
export function mergeTraces(traces: readonly Traced[]): Traced {
  const all = (pick: (trace: Traced) => readonly string[]) => [...new Set(traces.flatMap(pick))].sort();
  return {
    files: all((one) => one.files),
    folders: all((one) => one.folders),
    absent: all((one) => one.absent),
    patterns: all((one) => one.patterns),
    trees: all((one) => one.trees),
    untraced: all((one) => one.untraced),
  };
}
