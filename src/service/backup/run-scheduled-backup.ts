import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, nowDate } from '../base/clock.ts';
import { errorText } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/open-db.ts';
import { backupKey } from './backup-key.ts';
import { oldBackups } from './old-backups.ts';
import { recorded } from './recorded.ts';
import { writeBackup, type Written } from './write-backup.ts';
import { writtenResult } from './written-result.ts';

/** What a scheduled backup needs. `db` records it; `url` is the owner's, for the tables; `till` is this program's version. */
export interface ScheduledBackup {
  readonly db: Db;
  readonly url: string;
  readonly config: Pick<Config, 'BACKUP_DIR' | 'BACKUP_KEEP' | 'BACKUP_KEY'>;
  readonly clock: Clock;
  readonly till: string;
}

/** Writes `till-<time>.backup` into BACKUP_DIR, reads it back, records it, and then removes all but the newest BACKUP_KEEP of its own files. Refused where BACKUP_DIR is not set or cannot be used; no file is removed then. */
export async function runScheduledBackup(parts: ScheduledBackup): Promise<Written> {
  const { config, clock, url, till } = parts;
  const folder = config.BACKUP_DIR;
  if (folder === undefined)
    throw refused('config-missing', 'BACKUP_DIR: needed for scheduled backups', 'set BACKUP_DIR');
  const file = path.join(folder, fileName(nowDate(clock)));
  const run = async () => {
    await makeFolder(folder);
    return writeBackup({ url, file, key: backupKey(config), replace: false, till, clock });
  };
  const written = await recorded(parts, 'backup', { run, resultOf: writtenResult });
  await removeOld(folder, { keep: config.BACKUP_KEEP, newest: path.basename(file) });
  return written;
}

const fileName = (at: Date): string => `till-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.backup`;

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw refused(
      'backup-failed',
      `${folder}: cannot be made: ${errorText(error)}`,
      'let BACKUP_DIR name a folder that this user may write',
    );
  }
}

async function removeOld(folder: string, parts: { keep: number; newest: string }): Promise<void> {
  for (const name of oldBackups(await readdir(folder), parts)) await rm(path.join(folder, name), { force: true });
}
