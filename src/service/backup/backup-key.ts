import type { Config } from '../config.ts';
import { parseKey } from './cipher.ts';

/** The configured key of backups, 32 bytes, or undefined. */
export function backupKey({ BACKUP_KEY }: Pick<Config, 'BACKUP_KEY'>): Buffer | undefined {
  return BACKUP_KEY === undefined ? undefined : parseKey(BACKUP_KEY);
}
