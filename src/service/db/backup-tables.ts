import type { GeneratedAlways } from 'kysely';

/** A backup or a restore drill that was run. `bytes` is the size of the file, null where none came to be. */
export interface BackupRunsTable {
  id: GeneratedAlways<number>;
  kind: 'backup' | 'drill';
  at: Date;
  ok: boolean;
  bytes: number | null;
  took_ms: number;
  detail: string;
}
