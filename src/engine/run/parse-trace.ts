import type { Traced } from './proof-run.ts';

/** Reads the lines that the tracing preload wrote: `F` file, `D` folder listed, `S` looked at, `U` not traceable. */
export function parseTrace(text: string): Traced {
  const sets = { F: new Set<string>(), D: new Set<string>(), S: new Set<string>(), U: new Set<string>() };
  for (const line of text.split('\n')) {
    const [kind, name] = [line.slice(0, 1), line.slice(2)];
    if (kind === 'F' || kind === 'D' || kind === 'S' || kind === 'U') sets[kind].add(name);
  }
  return { files: [...sets.F], folders: [...sets.D], absent: [...sets.S], untraced: [...sets.U] };
}

/** Joins several traces into one. */
export function mergeTraces(traces: readonly Traced[]): Traced {
  const all = (pick: (trace: Traced) => readonly string[]) => [...new Set(traces.flatMap(pick))].sort();
  return {
    files: all((one) => one.files),
    folders: all((one) => one.folders),
    absent: all((one) => one.absent),
    untraced: all((one) => one.untraced),
  };
}

/** Words in a script that may name files: programs other than Node read files that nothing traces. */
export function mentionedPaths(script: string): readonly string[] {
  const words = script.split(/[\s'"`()|&;<>=,{}$]+/).map((word) => word.replace(/^\.\//, ''));
  return [...new Set(words.filter((word) => /^[\w@-][\w@./-]*$/.test(word) && !word.split('/').includes('..')))];
}
