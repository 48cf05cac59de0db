import path from 'node:path';
import { startListening } from '../../src/fixtures/child-program.ts';
import { createDatabase } from '../../src/service/db/database-admin.ts';
import { startEmbeddedPostgres } from '../../src/service/db/embedded-postgres.ts';
import { migrate } from '../../src/service/db/migrate.ts';
import { openDb, type Db } from '../../src/service/db/open-db.ts';
import { atOnce } from './at-once.ts';
import { bestOf, timed } from './best-of.ts';
import type { Bench, Measurement } from './measurement.ts';
import { percentile } from './percentile.ts';
import { deliver, hangUp, SECRET, signedDelivery, type SignedDelivery } from './signed-delivery.ts';

const EVENTS = 2000;
const WIDTH = 32;
const ROUNDS = 4;
const CLI = path.resolve(import.meta.dirname, '../../src/service/cli.ts');

/** Till's intake over HTTP on loopback, a process of its own, beside one INSERT per event through the same driver and pool. */
export const webhookIntake: Bench = {
  name: 'webhooks',
  async measure() {
    const server = await startEmbeddedPostgres();
    const url = await createDatabase(server.url, 'bench_till');
    await migrate(url);
    const till = await startListening([CLI, 'serve'], { DATABASE_URL: url, STRIPE_WEBHOOK_SECRETS: SECRET, PORT: '0' });
    const db = openDb(url, { connections: WIDTH });
    try {
      return [await intake(till.url, db)];
    } finally {
      hangUp();
      await db.destroy();
      await till.stop();
      await server.stop();
    }
  },
};

async function intake(url: string, db: Db): Promise<Measurement> {
  const taken: number[] = [];
  const inserted: number[] = [];
  const each = (times: number[], work: (delivery: SignedDelivery) => Promise<unknown>) => () =>
    atOnce(EVENTS, WIDTH, async () => {
      const delivery = signedDelivery();
      times.push(await timed(() => work(delivery)));
    });
  const best = await bestOf(ROUNDS, {
    subject: each(taken, (delivery) => deliver(url, delivery)),
    floor: each(inserted, (delivery) => insert(db, delivery)),
  });
  const last = (times: readonly number[]): string => percentile(times, 0.99).toFixed(1);
  return {
    words: `${EVENTS} webhooks, ${WIDTH} at a time`,
    ...best,
    floorWords: `${EVENTS} × one INSERT`,
    target: { kind: 'ratio', most: 2 },
    note: `p99 of one: ${last(taken)} ms beside ${last(inserted)} ms`,
  };
}

const insert = (db: Db, { id, body }: SignedDelivery): Promise<unknown> =>
  db
    .insertInto('stripe_events')
    .values({ id, body, type: 'bench', created: 0, livemode: false, account: null })
    .execute();
