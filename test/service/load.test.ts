import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDb } from '../../src/service/db/open-db.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { addressOf, type Program, start } from '../support/program.ts';
import { event, paidIntent, SECRET, signature } from '../support/signed.ts';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

const serve = (url: string): Program =>
  start('service/cli.ts', ['serve'], { DATABASE_URL: url, STRIPE_WEBHOOK_SECRETS: SECRET, PORT: '0' });
const addressWhen = async (program: Program): Promise<string> => addressOf(await program.line(/"listening"/));

async function deliver(base: string, body: string): Promise<number | 'cut'> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature(body) };
  try {
    const answer = await fetch(`${base}/webhooks/stripe`, { method: 'POST', body, headers });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 'cut';
  }
}

async function insertOrders(db: Db, count: number): Promise<void> {
  const orders = Array.from({ length: count }, (_, index) => ({
    id: `ord_${index}`,
    amount_minor: 2000,
    currency: 'gbp',
  }));
  await db.insertInto('orders').values(orders).execute();
}

const payment = (index: number): string =>
  JSON.stringify(event('payment_intent.succeeded', { ...paidIntent(`ord_${index}`), id: `pi_${index}` }));

it('a server that is killed under load loses no event that it acknowledged, and each has its effect once', async () => {
  const url = await postgres.fresh();
  const db = openDb(url, { as: 'owner' });
  const count = 600;
  await insertOrders(db, count);
  let program = serve(url);
  let address = await addressWhen(program);
  const acknowledged = new Set<number>();
  const ids = Array.from({ length: count }, (_, index) => ({ index, body: payment(index) }));
  const waiting = [...ids];
  const sender = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const told = await deliver(address, next.body);
      if (told === 200) acknowledged.add(next.index);
      else {
        // Stripe sends again what was not acknowledged.
        waiting.push(next);
        await pause(20);
      }
    }
  };
  const killer = (async () => {
    for (let round = 0; round < 3; round += 1) {
      await pause(150 + round * 90);
      program.child.kill('SIGKILL');
      await program.ended;
      program = serve(url);
      address = await addressWhen(program);
    }
  })();
  await Promise.all([...Array.from({ length: 16 }, sender), killer]);
  expect(acknowledged.size).toBe(count);
  await expect
    .poll(async () => (await db.selectFrom('orders').select('id').where('status', '=', 'paid').execute()).length, {
      timeout: 30_000,
    })
    .toBe(count);
  expect((await db.selectFrom('payments').select('order_id').execute()).length).toBe(count);
  program.child.kill('SIGTERM');
  expect((await program.ended).code).toBe(0);
  await db.destroy();
}, 60_000);

it('two servers on one database behave as one: copies of one event at both have one effect', async () => {
  const url = await postgres.fresh();
  const db = openDb(url, { as: 'owner' });
  await insertOrders(db, 20);
  const programs = [serve(url), serve(url)];
  const addresses = await Promise.all(programs.map(addressWhen));
  const bodies = Array.from({ length: 20 }, (_, index) => payment(index));
  const told = await Promise.all(
    bodies.flatMap((body) => addresses.flatMap((address) => Array.from({ length: 10 }, () => deliver(address, body)))),
  );
  expect(new Set(told)).toEqual(new Set([200]));
  await expect
    .poll(async () => (await db.selectFrom('payments').select('order_id').execute()).length, { timeout: 30_000 })
    .toBe(20);
  const events = await db.selectFrom('stripe_events').select(['status', 'duplicates']).execute();
  expect(events).toEqual(Array.from({ length: 20 }, () => ({ status: 'processed', duplicates: 19 })));
  for (const program of programs) program.child.kill('SIGTERM');
  expect((await Promise.all(programs.map((program) => program.ended))).map(({ code }) => code)).toEqual([0, 0]);
  await db.destroy();
}, 60_000);
