import { keyBytes } from '../base/secret-key.ts';
import type { Config } from '../config.ts';

/** The configured key of backups, 32 bytes, or undefined. */
export function backupKey({ BACKUP_KEY }: Pick<Config, 'BACKUP_KEY'>): Buffer | undefined {
  return BACKUP_KEY === undefined ? undefined : keyBytes(BACKUP_KEY);
}
