import { backupDaily } from './backup-daily.ts';
import type { Job } from './job.ts';
import { reconcileDaily } from './reconcile-daily.ts';
import { retentionDaily } from './retention-daily.ts';
import { snapshotDaily } from './snapshot-daily.ts';
import { sweepEvents } from './sweep-events.ts';

/** All jobs. Schedules, workers and `till jobs` come from this list. */
export const JOBS: readonly Job[] = [sweepEvents, snapshotDaily, reconcileDaily, backupDaily, retentionDaily];
