import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';
import { UNCOUNTED } from '../refunds/refund.ts';
import { type Day, type DayRange, dayOf, firstSecond } from './day.ts';
import type { Change } from './tally-subscriptions.ts';

const PAGE = 100;

/**
 * Pages of the subscription changes that decide a range of days: by subscription and time, of each day the last, and of
 * the time before the range only what still recurs in it. Needs a transaction, for the server keeps the place.
 */
export async function* readChanges(db: Db, range: DayRange, signal?: AbortSignal): AsyncGenerator<readonly Change[]> {
  const start = sql.lit(firstSecond(range.from));
  const end = sql.lit(firstSecond(range.to + 1));
  await sql`
    DECLARE changes NO SCROLL CURSOR FOR
    SELECT subscription_id AS subscription, event_created AS created, currency,
      CASE WHEN status IN ('active', 'past_due') THEN state::text END AS state
    FROM (
      SELECT *, lead(event_created) OVER (PARTITION BY subscription_id ORDER BY event_created, event_rank, event_id) AS next
      FROM subscription_changes
      WHERE event_created < ${end}
    ) AS told
    WHERE (next IS NULL OR next / 86400 > event_created / 86400)
      AND (event_created >= ${start} OR ((next IS NULL OR next >= ${start}) AND status IN ('active', 'past_due')))
    ORDER BY subscription_id, event_created, event_rank, event_id`.execute(db);
  yield* readPages(async () => (await sql<Change>`FETCH ${sql.lit(PAGE)} FROM changes`.execute(db)).rows, signal);
  await sql`CLOSE changes`.execute(db);
}

// The server looks for the next page while this one is counted. Where the reader gives up, it is waited for all the same.
async function* readPages(
  fetch: () => Promise<readonly Change[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Change[]> {
  let page = fetch();
  try {
    for (let rows = await page; rows.length > 0; rows = await page) {
      signal?.throwIfAborted();
      page = fetch();
      yield rows;
    }
  } finally {
    await page.catch(() => undefined);
  }
}

/** Money of one day in one currency, in minor units. */
export interface DayMoney {
  readonly figure: 'refunds' | 'gross_revenue';
  readonly day: Day;
  readonly currency: string;
  readonly amount: number;
}

/** What was paid and what was refunded on each day of a range. Refunds that failed or were canceled gave nothing back. */
export async function readMoney(db: Db, range: DayRange): Promise<readonly DayMoney[]> {
  const from = new Date(firstSecond(range.from) * 1000);
  const to = new Date(firstSecond(range.to + 1) * 1000);
  const { rows } = await sql<DayMoney>`
    SELECT figure, (extract(epoch FROM at)::bigint / 86400)::integer AS day, currency, sum(amount_minor)::bigint AS amount
    FROM (
      SELECT 'gross_revenue' AS figure, date_trunc('day', paid_at, 'UTC') AS at, currency, amount_minor
      FROM payments WHERE paid_at >= ${from} AND paid_at < ${to}
      UNION ALL
      SELECT 'refunds', date_trunc('day', refunded_at, 'UTC'), currency, amount_minor
      FROM refunds WHERE refunded_at >= ${from} AND refunded_at < ${to}
        AND status NOT IN (${sql.join(UNCOUNTED.map((status) => sql.lit(status)))})
    ) AS moved
    GROUP BY figure, day, currency`.execute(db);
  return rows;
}

/** The day on which each currency was seen first, in a subscription, a payment, a refund or an earlier snapshot. */
export async function readFirstDays(db: Db): Promise<ReadonlyMap<string, Day>> {
  const { rows } = await sql<{ currency: string; first: number }>`
    SELECT currency, min(at)::bigint AS first
    FROM (
      SELECT currency, min(event_created) AS at FROM subscription_changes GROUP BY currency
      UNION ALL SELECT currency, floor(extract(epoch FROM min(paid_at))) FROM payments GROUP BY currency
      UNION ALL SELECT currency, floor(extract(epoch FROM min(refunded_at))) FROM refunds GROUP BY currency
      UNION ALL SELECT currency, extract(epoch FROM min(day)) FROM snapshots GROUP BY currency
    ) AS seen
    GROUP BY currency`.execute(db);
  return new Map(rows.map(({ currency, first }) => [currency, dayOf(first)]));
}
