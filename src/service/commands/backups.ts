import { backupKeys } from '../backup/backup-key.ts';
import { type ListedBackup, listBackups } from '../backup/list-backups.ts';
import { refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';

/** `till backups`: each scheduled backup, read from end to end, newest first; with --newest the name of the newest good one. Exit 1 where one is not good, or there is none. Needs no database. */
export async function printBackups(call: Call): Promise<number> {
  const config = readConfig(call.environment);
  if (config.BACKUP_DIR === undefined)
    throw refused('config-missing', 'BACKUP_DIR: needed to list backups', 'set BACKUP_DIR');
  const last = parseLast(call.values['last']);
  const listed = listBackups(config.BACKUP_DIR, backupKeys(config));
  return call.values['newest'] === true ? printNewest(call, listed) : printAll(call, listed, last);
}

async function printNewest(call: Call, listed: AsyncIterable<ListedBackup>): Promise<number> {
  for await (const { file, state } of listed) {
    if (state !== 'good') continue;
    call.print(file);
    return 0;
  }
  return 1;
}

async function printAll(call: Call, listed: AsyncIterable<ListedBackup>, last: number): Promise<number> {
  const rows: ListedBackup[] = [];
  for await (const one of listed) if (rows.push(one) >= last) break;
  printRows(call, rows);
  return rows.length > 0 && rows.every(({ state }) => state === 'good') ? 0 : 1;
}

function parseLast(text: string | boolean | undefined): number {
  if (text === undefined) return Infinity;
  if (typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw refused('usage-wrong', `--last ${String(text)} is no number above 0`, 'such as --last 3');
}
