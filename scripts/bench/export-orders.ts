import { finished } from 'node:stream/promises';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { createDatabase } from '../../src/service/db/database-admin.ts';
import { startEmbeddedPostgres } from '../../src/service/db/embedded-postgres.ts';
import { migrate } from '../../src/service/db/migrate.ts';
import { bestOf } from './best-of.ts';
import type { Bench } from './measurement.ts';
import { tillPeakMb } from './till-peak.ts';

const ORDERS = 1_000_000;
const ROUNDS = 2;
const COLUMNS = 'id, status, amount_minor, currency, customer_email, created_at, paid_at';

/** A million orders as CSV, beside PostgreSQL merely handing over the same rows. */
export const exportOrders: Bench = {
  name: 'exports',
  async measure() {
    const server = await startEmbeddedPostgres();
    const url = await createDatabase(server.url, 'bench_exports');
    const client = new Client({ connectionString: url });
    try {
      await migrate(url);
      await client.connect();
      await client.query(`INSERT INTO orders (id, amount_minor, currency, customer_email, created_at)
        SELECT 'ord_' || n, n % 9000 + 1, 'gbp', 'customer' || n || '@example.com', to_timestamp(1700000000 + n)
        FROM generate_series(1, ${ORDERS}) AS n`);
      await client.query('VACUUM ANALYZE orders');
      const peaks: number[] = [];
      const best = await bestOf(ROUNDS, {
        subject: async () => void peaks.push(await tillPeakMb(['export', 'orders', '--pii'], url)),
        floor: async () => {
          const sql = `COPY (SELECT ${COLUMNS} FROM orders ORDER BY created_at, id) TO STDOUT (FORMAT csv)`;
          const rows = client.query(copyTo(sql));
          rows.resume();
          await finished(rows);
        },
      });
      const note = `peak memory ${Math.max(...peaks)} MB, meant to stay under 300 MB`;
      const floorWords = 'COPY of the same rows TO STDOUT';
      return [{ words: `${ORDERS} orders as CSV`, ...best, floorWords, target: { kind: 'none' }, note }];
    } finally {
      await client.end();
      await server.stop();
    }
  },
};
