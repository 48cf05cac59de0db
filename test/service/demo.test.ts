import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES } from '../../src/service/auth/permissions.ts';
import { writeDemoStory } from '../../src/service/demo/demo-story.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { start, till as command } from '../support/program.ts';
import { PRODUCTION } from '../support/till-app.ts';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

const state = async (url: string) => {
  const json = async (words: string) => JSON.parse((await command(`${words} --json`, { DATABASE_URL: url })).stdout);
  const pick = (rows: Record<string, unknown>[], ...names: string[]) =>
    rows.map((row) => names.map((name) => row[name]));
  return {
    orders: pick(await json('orders'), 'id', 'status', 'amount_minor', 'currency', 'created_at', 'paid_at'),
    events: pick(await json('events'), 'id', 'status'),
    refunds: pick(await json('refunds'), 'id', 'status', 'amount_minor'),
    subscriptions: pick(await json('subscriptions'), 'id', 'status'),
    issues: pick(await json('issues'), 'kind', 'subject', 'status'),
    snapshots: pick(await json('snapshots'), 'day', 'currency', 'version', 'mrr', 'active', 'gross_revenue', 'refunds'),
    mrr: await json('mrr'),
  };
};

it('is the same on every machine, holds every state, and done again adds nothing', async () => {
  const [one, two] = [await postgres.fresh(), await postgres.fresh()];
  const first = await command('seed-demo', { DATABASE_URL: one });
  expect([first.code, first.stderr]).toEqual([0, '']);
  await command('seed-demo', { DATABASE_URL: two });
  const seen = await state(one);
  expect(await state(two)).toEqual(seen);
  expect(await command('seed-demo', { DATABASE_URL: one })).toEqual(first);
  expect(await state(one)).toEqual(seen);
  const all = (rows: unknown[][], at: number) => [...new Set(rows.map((row) => String(row[at])))].toSorted();
  expect(all(seen.orders, 1)).toEqual(['canceled', 'paid', 'part_refunded', 'pending', 'refunded']);
  expect(all(seen.subscriptions, 1)).toEqual([
    'active',
    'canceled',
    'incomplete',
    'incomplete_expired',
    'past_due',
    'paused',
    'trialing',
    'unpaid',
  ]);
  expect(all(seen.issues, 2)).toEqual(['open', 'resolved']);
  expect(seen.events.filter(([, status]) => status !== 'processed')).toEqual([['evt_demo_parked', 'parked']]);
  expect(new Set(seen.snapshots.map(([day]) => day)).size).toBe(90);
  expect(seen.mrr.length).toBeGreaterThan(2);
}, 60_000);

it('lets each role sign in', async () => {
  const url = await postgres.fresh();
  await command('seed-demo', { DATABASE_URL: url });
  const users: { role: string }[] = JSON.parse((await command('users --json', { DATABASE_URL: url })).stdout);
  expect(users.map(({ role }) => role).toSorted()).toEqual([...ROLES].toSorted());
});

it('is refused in production and beside other data', async () => {
  const url = await postgres.fresh();
  const live = { DATABASE_URL: url, ...PRODUCTION, STRIPE_WEBHOOK_SECRETS: 'whsec_a' };
  expect(await command('seed-demo', live)).toMatchObject({ code: 2, stderr: expect.stringContaining('demo-refused') });
  const db = openDb(url, { as: 'owner' });
  await db.insertInto('orders').values({ id: 'ord_real', amount_minor: 1, currency: 'gbp' }).execute();
  expect(await command('seed-demo', { DATABASE_URL: url })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('orders'),
  });
  expect((await db.selectFrom('users').select('id').execute()).length).toBe(0);
  await db.destroy();
});

it('is another story for another seed', () => {
  expect(writeDemoStory(1)).toEqual(writeDemoStory(1));
  expect(writeDemoStory(1)).not.toEqual(writeDemoStory(2));
});

it('sown three times at once in a new folder, it is the demo once', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'till-demo-'));
  const seed = () => start('service/cli.ts', ['seed-demo', '--json'], {}, folder).ended;
  const ends = await Promise.all([seed(), seed(), seed()]);
  expect(ends.map(({ code, stderr }) => ({ code, stderr }))).toEqual(ends.map(() => ({ code: 0, stderr: '' })));
  expect(new Set(ends.map(({ stdout }) => stdout)).size).toBe(1);
  rmSync(folder, { recursive: true, force: true });
});
