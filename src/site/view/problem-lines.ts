import type { Problem } from '../../engine/index.ts';

/** Problems as the engine's commands print them: where, which and what, then the hint; last, how many. */
export function problemLines(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [...problems.flatMap(linesOf), '', `${count} in the input; no page was built.`].join('\n');
}

function linesOf({ place, code, title, detail, hint }: Problem): string[] {
  return [`${place.file}:${place.line} ${code} ${title}${detail === '' ? '' : `: ${detail}`}`, `  hint: ${hint}`];
}
