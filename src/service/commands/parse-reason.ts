import { type Problem, Refused } from '../base/problem.ts';
import type { Call } from './command.ts';

/** The `--reason` of a command that decides something for good, which also wants `--yes`; `warning` says what it does. */
export function parseReason({ reason, yes }: Call['values'], warning: string): string {
  const text = typeof reason === 'string' ? reason.trim() : '';
  const problems: Problem[] = [];
  if (text.length === 0 || text.length > 300)
    problems.push({
      code: 'usage-wrong',
      title: '--reason must be 1 to 300 characters',
      hint: 'say how it was settled',
    });
  if (yes !== true) problems.push({ code: 'not-confirmed', title: warning, hint: 'add --yes' });
  if (problems.length > 0) throw new Refused(problems);
  return text;
}
