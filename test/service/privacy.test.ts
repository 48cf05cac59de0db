import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src/service/audit/audit-pg.ts';
import { inventoryRows } from '../../src/service/db/classification.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { marksPattern } from '../../src/service/privacy/erase-text.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { runRetention } from '../../src/service/privacy/run-retention-pg.ts';
import { resolveIssue } from '../../src/service/reconciliation/issue-pg.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { till as command } from '../support/program.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { newVisitor } from '../support/visitor.ts';

let postgres: TestPostgres;
let till: TillApp;
let url: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.fresh();
  till = await openTillApp(url);
  return () => till.close();
});

const AT = new Date();
const event = (id: string, type: string, object: object) => ({
  id,
  object: 'event',
  type,
  created: 1_768_000_000,
  livemode: false,
  data: { object },
});

/** Plants one person in every place that can hold them, and another person whose data must stay. */
async function plant(): Promise<void> {
  await till.till.createOrder({ id: 'ord_hers', amount_minor: 2000, currency: 'gbp', email: 'Jo@Example.com' });
  await till.till.createOrder({ id: 'ord_his', amount_minor: 3000, currency: 'gbp', email: 'banjo@example.com' });
  await newVisitor(till, 'customer', 'jo@example.com');
  await newVisitor(till, 'customer', 'banjo@example.com');
  const address = { line1: '1 Secret Street', postal_code: 'SW1' };
  const session = {
    id: 'cs_1',
    object: 'checkout.session',
    payment_status: 'paid',
    amount_total: 2000,
    currency: 'gbp',
    payment_intent: 'pi_1',
    customer: 'cus_jo',
    metadata: { order_id: 'ord_hers' },
    customer_details: { email: 'jo@example.com', name: 'Jo Secret', phone: '+44 20 7946 0000', address },
  };
  await till.post(event('evt_1', 'checkout.session.completed', session));
  // Known only through the customer: no email in it, but a name.
  await till.post(
    event('evt_2', 'customer.updated', {
      id: 'cus_jo',
      object: 'customer',
      name: 'Jo Secret',
      shipping: { address },
      metadata: { note: 'x' },
    }),
  );
  // The same letters, written another way in JSON.
  const escaped = JSON.stringify(
    event('evt_3', 'invoice.created', { id: 'in_1', note: 'write to JO@EXAMPLE.COM' }),
  ).replace('JO@', '\\u004aO\\u0040');
  await till.post(escaped);
  await till.post(
    event('evt_4', 'customer.created', {
      id: 'cus_other',
      object: 'customer',
      name: 'Ban Jo',
      email: 'banjo@example.com',
    }),
  );
  const price = {
    id: 'price_1',
    unit_amount: 500,
    currency: 'gbp',
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
  };
  const items = { data: [{ quantity: 1, price }] };
  await till.post(
    event('evt_5', 'customer.subscription.created', {
      id: 'sub_1',
      object: 'subscription',
      status: 'active',
      currency: 'gbp',
      customer: 'cus_jo',
      description: 'for Jo Secret',
      items,
    }),
  );
  await sql`INSERT INTO issues (id, key, kind, subject, detail, at, opened_at, seen_at) VALUES ('iss_1', 'k', 'payment_missing', 'pi_9', '{"stripe":null,"till":null,"order":null}', now(), now(), now())`.execute(
    till.db,
  );
  await resolveIssue(till.till.db, 'iss_1', { by: 'cli', how: 'Asked jo@example.com by phone', at: AT });
}

const everything = async (): Promise<string> => {
  const { rows } = await sql<{ all: string }>`
    SELECT string_agg(t, E'\n') AS all FROM (
      SELECT orders::text AS t FROM orders UNION ALL SELECT users::text FROM users UNION ALL SELECT subscriptions::text FROM subscriptions
      UNION ALL SELECT convert_from(body, 'UTF8') FROM stripe_events UNION ALL SELECT audit_entries::text FROM audit_entries
      UNION ALL SELECT audit_personal::text FROM audit_personal UNION ALL SELECT issues::text FROM issues
      UNION ALL SELECT refund_requests::text FROM refund_requests UNION ALL SELECT sessions::text FROM sessions) AS x`.execute(
    till.db,
  );
  return rows[0]?.all ?? '';
};

describe('erasure', () => {
  it('takes the person out of every table and raw body, and nobody else; money and the chain stay', async () => {
    await plant();
    expect(await everything()).toMatch(/Secret Street/);
    const before = await command('mrr --json', { DATABASE_URL: url });
    const done = await command('privacy erase JO@example.com --yes --json', { DATABASE_URL: url });
    expect([done.code, JSON.parse(done.stdout)]).toEqual([
      0,
      { orders: 1, users: 1, subscriptions: 1, events: 4, audit: 1, issues: 1 },
    ]);
    const left = await everything();
    expect(left).not.toMatch(/(?<!ban)jo@example\.com|Jo Secret|Secret Street|7946|\\u004a/i);
    expect(left).toMatch(/banjo@example\.com/);
    expect(left).toContain('Ban Jo');
    expect((await verifyAudit(till.db)).fault).toBeNull();
    expect(await command('mrr --json', { DATABASE_URL: url })).toEqual(before);
    const order = await till.db.selectFrom('orders').selectAll().where('id', '=', 'ord_hers').executeTakeFirstOrThrow();
    expect(order).toMatchObject({ status: 'paid', amount_minor: 2000, customer_email: null });
    const again = await command('privacy erase jo@example.com --yes --json', { DATABASE_URL: url });
    expect(JSON.parse(again.stdout)).toEqual({ orders: 0, users: 0, subscriptions: 0, events: 0, audit: 0, issues: 0 });
  });

  it('needs to be told so, and by an email or a customer id', async () => {
    expect((await command('privacy erase jo@example.com', { DATABASE_URL: url })).code).toBe(2);
    const wrong = await command("privacy erase '; --yes", { DATABASE_URL: url });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('subject-malformed')]);
  });

  it('finds by a customer id what the email would not', async () => {
    await plant();
    const done = await command('privacy erase cus_jo --yes --json', { DATABASE_URL: url });
    expect(JSON.parse(done.stdout)).toMatchObject({ events: 3, subscriptions: 1 });
    expect(await everything()).not.toContain('Secret Street');
  });
});

describe('export of a person', () => {
  it('holds all of theirs and nothing of anybody else, and is audited without their name', async () => {
    await plant();
    const { code, stdout } = await command('privacy export jo@example.com', { DATABASE_URL: url });
    const found = JSON.parse(stdout);
    expect([code, found.orders.length, found.users.length, found.stripe_events.length, found.payments.length]).toEqual([
      0, 1, 1, 4, 1,
    ]);
    expect(stdout).toContain('Secret Street');
    expect(stdout).not.toMatch(/banjo|password_hash|argon2/);
    const audit = await till.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('action', '=', 'privacy.export')
      .execute();
    expect([audit.length, JSON.stringify(audit).includes('jo@')]).toEqual([1, false]);
  });
});

describe('words beside the audit', () => {
  it.each([
    ['changed', sql`UPDATE audit_personal SET words = '{"how":"else"}'`],
    ['removed', sql`DELETE FROM audit_personal`],
  ])('that were %s are found', async (_how, statement) => {
    await plant();
    expect((await verifyAudit(till.db)).fault).toBeNull();
    await statement.execute(till.db);
    expect((await verifyAudit(till.db)).fault).toMatchObject({ kind: 'personal' });
  });
});

describe('retention', () => {
  it('erases what is too old, keeps the rest, is audited, and has nothing to do the second time', async () => {
    await plant();
    const config = readConfig({ DATABASE_URL: url });
    const later = new Date(Date.now() + 401 * 86_400_000);
    await till.post(
      event('evt_6', 'payment_intent.succeeded', {
        id: 'pi_6',
        amount_received: 1,
        currency: 'gbp',
        metadata: { order_id: 'ord_unknown' },
        receipt_email: 'kept@example.com',
      }),
    );
    const counts = await runRetention(till.db, config, { actor: 'job', at: later });
    expect(counts).toMatchObject({ events: 5, order_emails: 0, audit_words: 0 });
    const left = await everything();
    expect(left).not.toMatch(/Secret Street|Ban Jo/);
    expect(left).toContain('kept@example.com');
    expect(await runRetention(till.db, config, { actor: 'job', at: later })).toMatchObject({ events: 0 });
    const muchLater = new Date(Date.now() + 2556 * 86_400_000);
    expect(await runRetention(till.db, config, { actor: 'job', at: muchLater })).toMatchObject({
      order_emails: 2,
      audit_words: 1,
    });
    expect((await verifyAudit(till.db)).fault).toBeNull();
  });
});

describe('the inventory', () => {
  it('names every column of the database, once, and no other', async () => {
    const db = openDb(url, { as: 'owner' });
    const { rows } = await sql<{ column: string }>`
      SELECT table_name || '.' || column_name AS column FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name NOT LIKE 'kysely%'`.execute(db);
    await db.destroy();
    const classified = inventoryRows().map(({ table, column }) => `${table}.${column}`);
    expect(classified.toSorted()).toEqual(rows.map(({ column }) => column).toSorted());
  });
});

describe('marks', () => {
  it.each([
    ['jo@example.com', 'Write to JO@Example.com, please', true],
    ['jo@example.com', 'banjo@example.com', false],
    ['jo@example.com', 'x.jo@example.com', false],
    ['jo@example.com', 'jo@example.com.au', false],
    ['jo@example.com', 'jo@example.com.', true],
    ['cus_1', 'cus_12', false],
    ['cus_1', '/customers/cus_1?x', true],
    ['a+b@example.com', 'aab@example.com', false],
  ])('%s in "%s": %s', (mark, text, fits) => {
    expect(marksPattern([mark]).test(text)).toBe(fits);
  });
});
