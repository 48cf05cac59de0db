import type { Config } from '../config.ts';

/** When backups are made: five fields in UTC, the first of each day at BACKUP_AT, then every BACKUP_EVERY_HOURS. */
export function backupCron({
  BACKUP_AT,
  BACKUP_EVERY_HOURS,
}: Pick<Config, 'BACKUP_AT' | 'BACKUP_EVERY_HOURS'>): string {
  const [hour = 0, minute = 0] = BACKUP_AT.split(':').map(Number);
  if (BACKUP_EVERY_HOURS === 1) return `${minute} * * * *`;
  const hours = Array.from({ length: 24 / BACKUP_EVERY_HOURS }, (_, index) => (hour + index * BACKUP_EVERY_HOURS) % 24);
  return `${minute} ${hours.toSorted((a, b) => a - b).join(',')} * * *`;
}
