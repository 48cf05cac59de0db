import type { Problem } from '../base/problem.ts';

/** One problem in two lines: where, which and what; then the hint. */
export function problemText(one: Problem): string {
  const detail = one.detail === '' ? '' : `: ${one.detail}`;
  return `${one.place.file}:${one.place.line} ${one.code} ${one.title}${detail}\n  hint: ${one.hint}\n`;
}

/** All problems, then how many. */
export function problemsText(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${problems.map(problemText).join('')}\n${count} in the input; nothing was run.\n`;
}
