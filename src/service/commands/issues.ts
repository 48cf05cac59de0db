import { nowDate, systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import { readConfig } from '../read-config.ts';
import { acceptIssue, listIssues, resolveIssue } from '../reconciliation/issue-pg.ts';
import type { Issue } from '../reconciliation/issue.ts';
import type { Call } from './command.ts';
import { parseReason } from './parse-reason.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till issues`: open ones first. */
export async function printIssues(call: Call): Promise<number> {
  printRows(call, await withDatabase(readConfig(call.environment), listIssues));
  return 0;
}

/** `till issues resolve ID`: a person settles an issue, with the reason; it is audited. */
export async function resolveByHand(call: Call): Promise<number> {
  const how = parseReason(call.values, 'this closes an issue whatever Stripe says');
  return settle(call, (db, id, at) => resolveIssue(db, id, { by: 'cli', how, at }));
}

/** `till issues accept ID`: a person lives with a difference as it is now, with the reason; it is audited. */
export async function acceptByHand(call: Call): Promise<number> {
  const how = parseReason(call.values, 'the difference stays and no longer counts as open');
  return settle(call, (db, id, at) => acceptIssue(db, id, { by: 'cli', how, at }));
}

async function settle(call: Call, write: (db: Db, id: string, at: Date) => Promise<readonly Issue[]>): Promise<number> {
  const id = call.positionals[0] ?? '';
  const [issue] = await withDatabase(readConfig(call.environment), (db) => write(db, id, nowDate(systemClock)));
  if (issue === undefined) throw refused('issue-not-open', `no open issue ${id}`, 'see till issues');
  if (call.values['json'] === true) call.print(JSON.stringify(issue));
  else printRows(call, [issue]);
  return 0;
}
