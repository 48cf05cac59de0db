import { parseDay } from '../analytics/day.ts';
import type { Problem } from '../base/problem.ts';

/** What is wrong with `--from` and `--to` as days, both included; nothing if nothing is. */
export function collectDayProblems(
  { from, to }: Readonly<Record<'from' | 'to', string | boolean | undefined>>,
  presence: 'needed' | 'optional',
): readonly Problem[] {
  const problems = [...problemsOf('from', from, presence), ...problemsOf('to', to, presence)];
  if (problems.length > 0 || typeof from !== 'string' || typeof to !== 'string' || from <= to) return problems;
  return [usageProblem(`--from ${from} is after --to ${to}`)];
}

function problemsOf(
  name: string,
  text: string | boolean | undefined,
  presence: 'needed' | 'optional',
): readonly Problem[] {
  if (text === undefined) return presence === 'needed' ? [usageProblem(`--${name} is missing`)] : [];
  return parseDay(text) === undefined ? [usageProblem(`--${name} ${String(text)} is no date`)] : [];
}

/** A wrong option of a command about snapshots. */
export const usageProblem = (title: string): Problem => ({
  code: 'usage-wrong',
  title,
  hint: 'such as --from 2026-11-01 --to 2026-11-30',
});
