import { systemClock } from '../base/clock.ts';
import { backupKeys } from '../backup/backup-key.ts';
import { checkBackup } from '../backup/check-backup.ts';
import { comparisonLines } from '../backup/comparison.ts';
import { requireBackupFile, withBackupFile } from '../backup/open-backup.ts';
import { recorded, type RunResult } from '../backup/recorded.ts';
import { type Drill, runDrill } from '../backup/run-drill-pg.ts';
import type { Config } from '../config.ts';
import type { Call } from './command.ts';
import { progressOf } from './progress.ts';
import { withOwnerDatabase } from './with-database.ts';

/** `till restore --drill FILE`: restores into a scratch database, compares, drops it, records the result, prints RTO and RPO. */
export async function tryRestore(call: Call, config: Config): Promise<number> {
  const file = call.positionals[0] ?? '';
  // A name that was mistyped is no drill that failed: it must wake nobody.
  await requireBackupFile(file);
  const tried = await withOwnerDatabase(config, (db, url) =>
    recorded({ db, clock: systemClock }, 'drill', {
      run: () => drillFile(file, config, url),
      resultOf: (one) => resultOf(file, one),
    }),
  );
  const { holds, rtoSeconds, rpoSeconds, comparisons } = tried.drill;
  if (call.values['json'] === true)
    call.print(JSON.stringify({ holds, rto_seconds: rtoSeconds, rpo_seconds: rpoSeconds, comparisons }));
  else for (const line of drillLines(tried.drill)) call.print(line);
  return holds ? 0 : 1;
}

interface Tried {
  readonly drill: Drill;
  readonly bytes: number;
}

function drillFile(file: string, config: Config, url: string): Promise<Tried> {
  return withBackupFile(file, backupKeys(config), async (backup) => {
    const manifest = await checkBackup(backup);
    const progress = progressOf('restoring');
    const order = { backup, manifest, url, onTable: progress.show };
    return { bytes: backup.bytes, drill: await runDrill(order, systemClock).finally(progress.end) };
  });
}

function resultOf(file: string, { drill, bytes }: Tried): RunResult {
  const differing = drill.comparisons.filter(({ kind }) => kind === 'differs').map(({ name }) => name);
  const words = drill.holds ? 'all checks hold' : `differs: ${differing.join(', ')}`;
  return { ok: drill.holds, bytes, detail: `${file}, ${words}, RTO ${drill.rtoSeconds} s, RPO ${drill.rpoSeconds} s` };
}

function drillLines({ rtoSeconds, rpoSeconds, comparisons }: Drill): readonly string[] {
  return [
    ...comparisonLines(comparisons),
    `RTO ${rtoSeconds.toFixed(1)} s: the time to restore`,
    `RPO ${rpoSeconds.toFixed(1)} s: the age of the backup, which is what would be lost`,
  ];
}
