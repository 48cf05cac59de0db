import { backupCron } from '../backup/backup-cron.ts';
import { runScheduledBackup } from '../backup/run-scheduled-backup.ts';
import { done, type Job, skipped } from './job.ts';

/** Writes a backup as the tables' owner, and keeps as many as are wanted. */
export const backupDaily: Job = {
  name: 'backup-daily',
  cron: '40 2 * * *',
  cronBy: backupCron,
  doc: 'a backup of all tables in BACKUP_DIR, at BACKUP_AT, read back; all but the newest BACKUP_KEEP are removed',
  async run({ till, config, url, version }) {
    if (config.BACKUP_DIR === undefined) return skipped('BACKUP_DIR is not set');
    const owner = config.DATABASE_OWNER_URL ?? url;
    const { db, clock } = till;
    const { file, bytes } = await runScheduledBackup({ db, url: owner, config, clock, till: version });
    return done(`${file}, ${bytes} bytes`);
  },
};
