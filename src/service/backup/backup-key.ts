import { keyBytes } from '../base/secret-key.ts';
import type { Config } from '../config.ts';

/** The key that new backups are encrypted with, 32 bytes, or undefined. */
export function backupKey({ BACKUP_KEY }: Pick<Config, 'BACKUP_KEY'>): Buffer | undefined {
  return BACKUP_KEY === undefined ? undefined : keyBytes(BACKUP_KEY);
}

/** The keys that backups are opened with: the present one, then the one before it. */
export function backupKeys({
  BACKUP_KEY,
  BACKUP_KEY_PREVIOUS,
}: Pick<Config, 'BACKUP_KEY' | 'BACKUP_KEY_PREVIOUS'>): readonly Buffer[] {
  return [BACKUP_KEY, BACKUP_KEY_PREVIOUS].flatMap((text) => (text === undefined ? [] : [keyBytes(text)]));
}
