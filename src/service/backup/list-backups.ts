import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, errorText } from '../base/error-text.ts';
import { Refused, refused } from '../base/problem.ts';
import { checkBackup } from './check-backup.ts';
import { isScheduledBackup } from './old-backups.ts';
import { type BackupFile, withBackupFile } from './open-backup.ts';
import { totalRows } from './row-lines.ts';

/** A scheduled backup that was read from end to end. `at` is the moment whose data it holds, `schema` its last migration; both null where it could not be read. `state` is `good`, or the code of what is wrong. */
export interface ListedBackup {
  readonly file: string;
  readonly at: string | null;
  readonly bytes: number;
  readonly encrypted: boolean | null;
  readonly schema: string | null;
  readonly rows: number | null;
  readonly state: string;
}

/** Reads the scheduled backups of a folder one by one, newest first by name, each as a restore would before it writes. Refused where the folder cannot be read. */
export async function* listBackups(folder: string, keys: readonly Buffer[]): AsyncGenerator<ListedBackup> {
  for (const name of await readNames(folder)) yield await readOne(path.join(folder, name), keys);
}

async function readNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter(isScheduledBackup).toSorted().toReversed();
  } catch (error) {
    const why = errorCode(error) ?? errorText(error);
    const hint = 'let BACKUP_DIR name a folder that this user may read';
    throw refused('file-unreadable', `${folder}: cannot be read (${why})`, hint);
  }
}

async function readOne(file: string, keys: readonly Buffer[]): Promise<ListedBackup> {
  try {
    return await withBackupFile(file, keys, goodOne);
  } catch (error) {
    const [problem] = error instanceof Refused ? error.problems : [];
    if (problem === undefined) throw error;
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    return { file, at: null, bytes: size, encrypted: null, schema: null, rows: null, state: problem.code };
  }
}

async function goodOne(backup: BackupFile): Promise<ListedBackup> {
  const manifest = await checkBackup(backup);
  const { name: file, bytes, cipher } = backup;
  const schema = manifest.migrations.at(-1) ?? null;
  const rows = totalRows(manifest);
  return { file, at: manifest.created_at, bytes, encrypted: cipher !== 'plain', schema, rows, state: 'good' };
}
