import type { Snapshot, SnapshotFilter } from '../analytics/snapshot.ts';
import { latestSnapshots, listSnapshotVersions } from '../analytics/snapshot-pg.ts';
import { currencySchema } from '../base/money.ts';
import { type Problem, Refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { collectDayProblems, usageProblem } from './day-options.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till snapshots`: the newest version of each day and currency, or with --versions all of them. */
export async function printSnapshots(call: Call): Promise<number> {
  const filter = parseFilter(call.values);
  const list = call.values['versions'] === true ? listSnapshotVersions : latestSnapshots;
  const snapshots = await withDatabase(readConfig(call.environment), (db) => list(db, filter));
  printRows(call, call.values['json'] === true ? snapshots : snapshots.map(readable));
  return 0;
}

// The digest is for programs; in a table for people it only takes room.
function readable({ digest: _digest, created_at, reason, ...figures }: Snapshot) {
  return { ...figures, created_at, reason };
}

function parseFilter({ from, to, currency }: Call['values']): SnapshotFilter {
  const known = currencySchema.safeParse(currency);
  const problems: Problem[] = [
    ...collectDayProblems({ from, to }, 'optional'),
    ...(currency === undefined || known.success ? [] : [usageProblem(`--currency ${String(currency)} is no currency`)]),
  ];
  if (problems.length > 0) throw new Refused(problems);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { from: text(from), to: text(to), currency: known.data };
}
