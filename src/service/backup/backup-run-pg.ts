import type { Insertable, Selectable } from 'kysely';
import type { BackupRunsTable } from '../db/backup-tables.ts';
import type { Db } from '../db/open-db.ts';

/** A backup or a drill that was run. `at` is the moment whose data a backup holds, or when a drill began; `bytes` the size of the file. */
export type BackupRun = Readonly<Omit<Selectable<BackupRunsTable>, 'id'>>;

/** Keeps what was run, whether it went well or not. */
export async function recordRun(db: Db, run: Insertable<BackupRunsTable>): Promise<void> {
  await db.insertInto('backup_runs').values(run).execute();
}

/** The newest backup that was written whole, or undefined. */
export function lastGoodBackup(db: Db): Promise<BackupRun | undefined> {
  return lastGood(db, 'backup');
}

/** The newest drill in which all checks held, or undefined. */
export function lastGoodDrill(db: Db): Promise<BackupRun | undefined> {
  return lastGood(db, 'drill');
}

function lastGood(db: Db, kind: BackupRun['kind']): Promise<BackupRun | undefined> {
  return db
    .selectFrom('backup_runs')
    .select(['kind', 'at', 'ok', 'bytes', 'took_ms', 'detail'])
    .where('kind', '=', kind)
    .where('ok', '=', true)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
}
