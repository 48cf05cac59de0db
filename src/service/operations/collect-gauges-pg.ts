import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { GaugeValue } from '../base/metrics.ts';
import type { Db } from '../db/open-db.ts';

/** What the database holds, as figures. Ages are by the given clock. */
export async function collectGauges(db: Db, clock: Clock): Promise<readonly GaugeValue[]> {
  const at = new Date(clock());
  const events = await db
    .selectFrom('stripe_events')
    .select((select) => [
      'status',
      select.fn.countAll<number>().as('events'),
      select.fn.sum<number>('duplicates').as('copies'),
    ])
    .groupBy('status')
    .execute();
  const statuses = events.map(({ status, events: value }): GaugeValue => ({
    name: 'till_events',
    labels: { status },
    value,
  }));
  const copies = events.reduce((sum, row) => sum + row.copies, 0);
  return [...statuses, { name: 'till_event_duplicates_total', value: copies }, ...(await single(db, at))];
}

interface Single {
  readonly stored: number;
  readonly issues: number;
  readonly requests: number;
  readonly entries: number;
  readonly worker: number | null;
  readonly snapshot: number | null;
  readonly failed: number;
  readonly failing: number;
  readonly backup: number | null;
  readonly drill: number | null;
  readonly backup_failing: number;
  readonly drill_failing: number;
}

async function single(db: Db, at: Date): Promise<readonly GaugeValue[]> {
  const { rows } = await sql<Single>`SELECT
    coalesce((SELECT extract(epoch FROM ${at} - min(received_at)) FROM stripe_events WHERE status = 'stored'), 0)::float8 AS stored,
    (SELECT count(*) FROM issues WHERE status = 'open') AS issues,
    (SELECT count(*) FROM refund_requests WHERE status = 'open') AS requests,
    (SELECT seq FROM audit_head) AS entries,
    (SELECT extract(epoch FROM ${at} - max(seen_at)) FROM workers)::float8 AS worker,
    (SELECT (${at} AT TIME ZONE 'UTC')::date - max(day) FROM snapshots) AS snapshot,
    (SELECT count(*) FROM job_runs WHERE result = 'failed') AS failed,
    (SELECT count(*) FROM (SELECT DISTINCT ON (job) result FROM job_runs WHERE result IN ('done', 'skipped', 'failed')
      ORDER BY job, started_at DESC, try DESC) AS newest WHERE result = 'failed') AS failing,
    (SELECT extract(epoch FROM ${at} - max(at)) FROM backup_runs WHERE kind = 'backup' AND ok)::float8 AS backup,
    (SELECT extract(epoch FROM ${at} - max(at)) FROM backup_runs WHERE kind = 'drill' AND ok)::float8 AS drill,
    ${lastFailed('backup')} AS backup_failing,
    ${lastFailed('drill')} AS drill_failing`.execute(db);
  return rows.flatMap(gaugesOf);
}

const gaugesOf = (row: Single): readonly GaugeValue[] => [
  { name: 'till_oldest_stored_event_seconds', value: ageOf(row.stored) },
  { name: 'till_open_issues', value: row.issues },
  { name: 'till_open_refund_requests', value: row.requests },
  { name: 'till_audit_entries', value: row.entries },
  { name: 'till_failed_job_runs', value: row.failed },
  { name: 'till_failing_jobs', value: row.failing },
  { name: 'till_worker_age_seconds', value: ageOf(row.worker) },
  { name: 'till_snapshot_age_days', value: row.snapshot ?? -1 },
  { name: 'till_backup_age_seconds', value: ageOf(row.backup) },
  { name: 'till_backup_failing', value: row.backup_failing },
  { name: 'till_restore_drill_age_seconds', value: ageOf(row.drill) },
  { name: 'till_restore_drill_failing', value: row.drill_failing },
];

// In the order in which they ended: a run may hold the data of an earlier moment than one that failed before it.
const lastFailed = (kind: 'backup' | 'drill') => sql<number>`
    coalesce((SELECT (NOT ok)::int FROM backup_runs WHERE kind = ${kind} ORDER BY id DESC LIMIT 1), 0)`;

// -1 stands for never; an age that a clock set back would make negative is 0.
const ageOf = (seconds: number | null): number => (seconds === null ? -1 : Math.max(0, seconds));
