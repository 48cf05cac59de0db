import { finished } from 'node:stream/promises';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { createDatabase } from '../../src/service/db/database-admin.ts';
import { startEmbeddedPostgres } from '../../src/service/db/embedded-postgres.ts';
import { migrate } from '../../src/service/db/migrate.ts';
import { bestOf } from './best-of.ts';
import type { Bench } from './measurement.ts';
import { tillPeakMb } from './till-peak.ts';

const SUBSCRIPTIONS = 200_000;
const CHANGES_EACH = 5;
const ROUNDS = 2;
const YEAR = ['snapshot', 'rebuild', '--from', '2025-01-01', '--to', '2025-12-31'];
const COLUMNS = 'subscription_id, event_created, event_rank, event_id, status, currency, state';

/** A year of snapshots from a million subscription changes, beside PostgreSQL merely handing over the same rows. */
export const snapshotRebuild: Bench = {
  name: 'snapshots',
  async measure() {
    const server = await startEmbeddedPostgres();
    const url = await createDatabase(server.url, 'bench_snapshots');
    const client = new Client({ connectionString: url });
    try {
      await migrate(url);
      await client.connect();
      await client.query(FILL);
      await client.query('VACUUM ANALYZE subscription_changes');
      const peaks: number[] = [];
      const best = await bestOf(ROUNDS, {
        subject: async () => void peaks.push(await tillPeakMb(YEAR, url)),
        floor: () => copyAll(client),
      });
      return [
        {
          words: `365 days from ${SUBSCRIPTIONS * CHANGES_EACH} subscription changes`,
          ...best,
          floorWords: 'COPY of the same rows TO STDOUT',
          target: { kind: 'none' },
          note: `peak memory ${Math.max(...peaks)} MB, meant to stay under 300 MB`,
        },
      ];
    } finally {
      await client.end();
      await server.stop();
    }
  },
};

// Forty prices, twenty quantities, three currencies; three in ten have a discount with dates of its own.
const FILL = `
  SELECT setseed(0.42);
  INSERT INTO subscription_changes (${COLUMNS})
  SELECT
    'sub_' || lpad(number::text, 24, '0'),
    1735689600 + floor(random() * 365 * 86400)::bigint,
    2,
    'evt_' || lpad((number * ${CHANGES_EACH} + change)::text, 24, '0'),
    status,
    currency,
    jsonb_build_object(
      'status', status, 'currency', currency, 'cancel_at_period_end', random() < 0.05, 'cancel_at', NULL,
      'items', jsonb_build_object('has_more', false, 'data', jsonb_build_array(jsonb_build_object(
        'quantity', 1 + floor(random() * 20)::int,
        'price', jsonb_build_object(
          'currency', currency, 'billing_scheme', 'per_unit', 'unit_amount', 500 + 250 * floor(random() * 40)::int,
          'recurring', jsonb_build_object('interval', (ARRAY['month', 'year', 'week'])[1 + floor(random() * 3)::int],
            'interval_count', 1, 'usage_type', 'licensed'))))),
      'discounts', CASE WHEN random() < 0.3 THEN jsonb_build_array(jsonb_build_object(
        'start', 1735689600 + floor(random() * 200 * 86400)::bigint,
        'end', 1753000000 + floor(random() * 200 * 86400)::bigint,
        'coupon', jsonb_build_object('percent_off', 10 + floor(random() * 50)::int, 'duration', 'repeating')))
        ELSE '[]' END)
  FROM (
    SELECT number, change,
      (ARRAY['active', 'active', 'active', 'past_due', 'trialing', 'canceled'])[1 + floor(random() * 6)::int] AS status,
      (ARRAY['gbp', 'eur', 'usd'])[1 + number % 3] AS currency
    FROM generate_series(1, ${SUBSCRIPTIONS}) AS number, generate_series(1, ${CHANGES_EACH}) AS change
  ) AS told`;

async function copyAll(client: Client): Promise<void> {
  const rows = client.query(copyTo(`COPY (SELECT ${COLUMNS} FROM subscription_changes) TO STDOUT`));
  rows.resume();
  await finished(rows);
}
