import { systemClock } from '../base/clock.ts';
import { type Problem, Refused, refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import { listIssues, resolveIssue } from '../reconciliation/issue-pg.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till issues`: open ones first. */
export async function printIssues(call: Call): Promise<number> {
  printRows(call, await withDatabase(readConfig(call.environment), listIssues));
  return 0;
}

/** `till issues resolve ID`: a person settles an issue, with the reason; it is audited. */
export async function resolveByHand(call: Call): Promise<number> {
  const id = call.positionals[0] ?? '';
  const how = parseReason(call.values);
  const [issue] = await withDatabase(readConfig(call.environment), (db) =>
    resolveIssue(db, id, { by: 'cli', how, at: new Date(systemClock()) }),
  );
  if (issue === undefined) throw refused('issue-not-open', `no open issue ${id}`, 'see till issues');
  if (call.values['json'] === true) call.print(JSON.stringify(issue));
  else printRows(call, [issue]);
  return 0;
}

function parseReason({ reason, yes }: Call['values']): string {
  const text = typeof reason === 'string' ? reason.trim() : '';
  const problems: Problem[] = [];
  if (text.length === 0 || text.length > 300)
    problems.push({
      code: 'usage-wrong',
      title: '--reason must be 1 to 300 characters',
      hint: 'say how it was settled',
    });
  if (yes !== true)
    problems.push({
      code: 'not-confirmed',
      title: 'this closes an issue whatever Stripe says',
      hint: 'add --yes',
    });
  if (problems.length > 0) throw new Refused(problems);
  return text;
}
