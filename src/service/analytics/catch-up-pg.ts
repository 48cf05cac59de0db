import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';
import { type Day, parseDay } from './day.ts';

/** Until when the last catch-up had seen everything, and what the next one may begin with; both by the database's clock. */
export interface Seen {
  readonly until: Date | undefined;
  readonly now: Date;
}

/** Reads it. What is recorded carries the time at which its transaction began; ten minutes cover those still under way. */
export async function readSeenUntil(db: Db): Promise<Seen> {
  const { rows } = await sql<{ until: Date | null; now: Date }>`
    SELECT (SELECT seen_until FROM snapshot_catch_up) AS until, now() - interval '10 min' AS now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the database does not tell its time');
  return { until: row.until ?? undefined, now: row.now };
}

/** Keeps it, after a catch-up that did all it had to. */
export async function saveSeenUntil(db: Db, seenUntil: Date): Promise<void> {
  await db
    .insertInto('snapshot_catch_up')
    .values({ seen_until: seenUntil })
    .onConflict((conflict) => conflict.column('is_only').doUpdateSet({ seen_until: seenUntil }))
    .execute();
}

/** The day after the last snapshot, or the first day of which anything is known; undefined when nothing is. */
export async function findOpenDay(db: Db): Promise<Day | undefined> {
  const { rows } = await sql<{ day: string | null }>`
    SELECT coalesce((SELECT max(day) + 1 FROM snapshots), (${firstDay()})) AS day`.execute(db);
  return parseDay(rows[0]?.day);
}

/** The first day of which something was recorded after an instant; undefined when nothing was. Without an instant it is the first day of all. */
export async function findTouchedDay(db: Db, after: Date | undefined): Promise<Day | undefined> {
  const { rows } = await sql<{ day: string | null }>`${firstDay(after)}`.execute(db);
  return parseDay(rows[0]?.day);
}

const firstDay = (after: Date = new Date(0)) => sql`
  SELECT (to_timestamp(min(at)) AT TIME ZONE 'UTC')::date AS day
  FROM (
    SELECT min(event_created) AS at FROM subscription_changes WHERE recorded_at > ${after}
    UNION ALL SELECT extract(epoch FROM min(paid_at)) FROM payments WHERE recorded_at > ${after}
    UNION ALL SELECT extract(epoch FROM min(refunded_at)) FROM refunds WHERE updated_at > ${after}
  ) AS recorded`;
