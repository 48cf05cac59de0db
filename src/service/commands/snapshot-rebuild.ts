import { FIGURES } from '../analytics/figures.ts';
import { type Rebuilt, rebuildSnapshots } from '../analytics/rebuild-snapshots.ts';
import type { Snapshot } from '../analytics/snapshot.ts';
import { systemClock } from '../base/clock.ts';
import { type Problem, Refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { collectDayProblems, usageProblem } from './day-options.ts';
import { withDatabase } from './with-database.ts';

/** `till snapshot rebuild`: one line per day and currency, then the SHA-256 over the figures. The same history prints the same bytes. */
export async function rebuild(call: Call): Promise<number> {
  const { from, to, reason } = parseOptions(call.values);
  const rebuilt = await withDatabase(readConfig(call.environment), (db) =>
    rebuildSnapshots({ db, clock: systemClock }, { from, to, actor: 'cli', reason }),
  );
  if (call.values['json'] === true) call.print(jsonText(rebuilt));
  else for (const line of rebuiltLines(rebuilt)) call.print(line);
  return 0;
}

// When it ran and what was new to it is left out: the output says what the days are, and is the same when run again.
const shown = ({ day, currency, version, reason, ...rest }: Snapshot) => ({
  day,
  currency,
  version,
  ...Object.fromEntries(FIGURES.map((name) => [name, rest[name]])),
  reason,
});

function jsonText({ from, to, sha256, snapshots }: Rebuilt): string {
  return JSON.stringify({ from, to, snapshots: snapshots.map(shown), sha256 });
}

function rebuiltLines({ snapshots, sha256 }: Rebuilt): readonly string[] {
  const lines = snapshots.map((snapshot) => {
    const figures = FIGURES.map((name) => `${name} ${snapshot[name]}`).join('  ');
    return `${snapshot.day} ${snapshot.currency} v${snapshot.version}  ${figures}  ${snapshot.reason}`;
  });
  return [...lines, `sha256 ${sha256}`];
}

function parseOptions({ from, to, reason = 'rebuild' }: Call['values']) {
  const words = String(reason).trim();
  const problems: Problem[] = [
    ...collectDayProblems({ from, to }, 'needed'),
    ...(words.length >= 1 && words.length <= 200 ? [] : [usageProblem('--reason must be 1 to 200 characters')]),
  ];
  if (problems.length > 0) throw new Refused(problems);
  return { from: String(from), to: String(to), reason: words };
}
