import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit, verifyAudit } from '../../src/service/audit/audit-pg.ts';
import { inventoryRows } from '../../src/service/db/classification.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { eraseSubject } from '../../src/service/privacy/erase-subject-pg.ts';
import { marksPattern } from '../../src/service/privacy/erase-text.ts';
import { exportSubject } from '../../src/service/privacy/export-subject-pg.ts';
import { parseSubject, subjectHash } from '../../src/service/privacy/subject.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { runRetention } from '../../src/service/privacy/run-retention-pg.ts';
import { resolveIssue } from '../../src/service/reconciliation/issue-pg.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { till as command } from '../support/program.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { newVisitor, signedIn } from '../support/visitor.ts';

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
    for (const actor of ['cli', 'job', 'another'])
      await till.db
        .transaction()
        .execute((db) =>
          appendAudit(db, { actor, action: `done.by.${actor}`, subject: 'banjo', detail: {} }, new Date(0)),
        );
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

const subjectOf = (text: string) => {
  const subject = parseSubject(text);
  if (subject === undefined) throw new Error(text);
  return subject;
};
const LATER = { actor: 'usr_admin', at: new Date('2027-01-02T03:04:05.006Z') };
const entriesOf = (action: string) =>
  till.db
    .selectFrom('audit_entries')
    .select(['actor', 'action', 'subject', 'detail', 'at'])
    .where('action', '=', action)
    .execute();
const insertEvent = (id: string, more: { status?: string; object?: object; receivedAt?: Date }) => {
  const { status = 'processed', object = {}, receivedAt = new Date(0) } = more;
  const body = Buffer.from(JSON.stringify({ id, data: { object } }));
  return sql`INSERT INTO stripe_events (id, body, type, created, livemode, status, received_at)
    VALUES (${id}, ${body}, 'x', 1, false, ${status}, ${receivedAt})`.execute(till.db);
};
const bodiesOf = async (): Promise<Record<string, object>> => {
  const rows = await till.db.selectFrom('stripe_events').select(['id', 'body']).orderBy('id').execute();
  return Object.fromEntries(rows.map(({ id, body }) => [id, JSON.parse(body.toString('utf8')).data?.object]));
};

/** Two people with a row in every table; the ids of the first end in 1, those of the second in 2. */
async function plantTwo(): Promise<{ readonly jo: string; readonly al: string }> {
  const jo = await signedIn(till, 'customer', 'jo@example.com');
  const al = await signedIn(till, 'customer', 'al@example.com');
  for (const [n, email] of [
    // The second comes first, so that a row of just anybody is not hers.
    [2, 'al@example.com'],
    [1, 'Jo@Example.com'],
  ] as const) {
    await sql`INSERT INTO orders (id, status, amount_minor, currency, customer_email, paid_at) VALUES (${`ord_${n}`}, 'paid', 2000, 'gbp', ${email}, now())`.execute(
      till.db,
    );
    await sql`INSERT INTO payments (payment_key, order_id, amount_minor, currency, paid_at) VALUES (${`pi_${n}`}, ${`ord_${n}`}, 2000, 'gbp', now())`.execute(
      till.db,
    );
    await sql`INSERT INTO refunds (id, order_id, payment_key, amount_minor, currency, status, refunded_at, event_created, event_rank)
      VALUES (${`re_${n}`}, ${`ord_${n}`}, ${`pi_${n}`}, 5, 'gbp', 'succeeded', now(), 1, 1)`.execute(till.db);
    await sql`INSERT INTO refund_requests (idempotency_key, order_id, amount_minor, actor) VALUES (${`key_${n}`}, ${`ord_${n}`}, 5, 'usr_x')`.execute(
      till.db,
    );
    const state = JSON.stringify({ customer: `cus_${n}`, description: 'secret', note: `of ${email}`, n: 1 });
    await sql`INSERT INTO subscriptions (id, customer, status, currency, event_created, event_rank, event_id, state)
      VALUES (${`sub_${n}`}, ${`cus_${n}`}, 'active', 'gbp', 1, 1, 'evt', ${state}::jsonb)`.execute(till.db);
    // The event that names the customer comes after the one that is known by the customer alone.
    await insertEvent(`evt_${n}a`, { object: { id: `in_${n}`, customer: `cus_${n}`, name: 'secret' } });
    await insertEvent(`evt_${n}b`, { object: { id: `cus_${n}`, email, phone: 'secret' } });
    await insertEvent(`evt_${n}c`, {
      object: { id: `ch_${n}`, metadata: { order_id: `ord_${n}` }, ip: 'secret', amount: n },
    });
    await sql`INSERT INTO issues (id, key, kind, subject, detail, at, status, opened_at, seen_at, resolved_at, resolved_by, resolution)
      VALUES (${`iss_${n}`}, ${`k${n}`}, 'payment_missing', 'pi_9', '{}', now(), 'resolved', now(), now(), now(), 'usr_x', ${`about ORD_${n}`})`.execute(
      till.db,
    );
    await till.db
      .transaction()
      .execute((one) =>
        appendAudit(
          one,
          { actor: 'usr_x', action: `note.${n}`, subject: 's', detail: {}, personal: { how: `asked ${email}` } },
          AT,
        ),
      );
  }
  return { jo: jo.userId, al: al.userId };
}

describe('a person in every table', () => {
  it('is exported with each of their rows, by table, without secrets, and nobody else is', async () => {
    const { jo } = await plantTwo();
    const found = JSON.parse(JSON.stringify(await exportSubject(till.db, subjectOf('jo@example.com'), LATER)));
    const ids = (table: string, column: string) => found[table].map((row: Record<string, unknown>) => row[column]);
    expect(Object.keys(found)).toEqual([
      'subject',
      'at',
      'orders',
      'payments',
      'refunds',
      'refund_requests',
      'subscriptions',
      'users',
      'sessions',
      'audit_entries',
      'audit_personal',
      'issues',
      'stripe_events',
    ]);
    expect([found.subject, found.at]).toEqual(['jo@example.com', '2027-01-02T03:04:05.006Z']);
    expect({
      orders: ids('orders', 'id'),
      payments: ids('payments', 'payment_key'),
      refunds: ids('refunds', 'id'),
      refund_requests: ids('refund_requests', 'idempotency_key'),
      subscriptions: ids('subscriptions', 'id'),
      users: ids('users', 'id'),
      sessions: ids('sessions', 'user_id'),
      audit_entries: ids('audit_entries', 'action'),
      audit_personal: found.audit_personal.map((row: { words: object }) => row.words),
      issues: ids('issues', 'id'),
      stripe_events: ids('stripe_events', 'id').toSorted(),
    }).toEqual({
      orders: ['ord_1'],
      payments: ['pi_1'],
      refunds: ['re_1'],
      refund_requests: ['key_1'],
      subscriptions: ['sub_1'],
      users: [jo],
      sessions: [jo],
      audit_entries: ['sign-in'],
      audit_personal: [{ how: 'asked Jo@Example.com' }],
      issues: ['iss_1'],
      stripe_events: ['evt_1a', 'evt_1b', 'evt_1c'],
    });
    expect(found.stripe_events[0]).toMatchObject({ type: 'x', received_at: expect.any(String), body: { data: {} } });
    expect(Object.keys(found.users[0])).not.toContain('password_hash');
    expect(Object.keys(found.sessions[0])).not.toContain('data');
    const subject = `subject ${subjectHash(subjectOf('jo@example.com')).slice(0, 16)}`;
    const entry = {
      actor: 'usr_admin',
      action: 'privacy.export',
      subject,
      detail: { orders: 1, events: 3 },
      at: LATER.at,
    };
    expect(await entriesOf('privacy.export')).toEqual([entry]);
  });

  it('is erased from each of them; every other row and the second person stay byte for byte', async () => {
    const { jo, al } = await plantTwo();
    const tables = [
      'orders',
      'payments',
      'refunds',
      'refund_requests',
      'subscriptions',
      'users',
      'sessions',
      'audit_personal',
      'issues',
      'stripe_events',
    ];
    const rowsOf = async (table: string) => {
      const { rows } = await sql<{
        row: string;
      }>`SELECT to_jsonb(t)::text AS row FROM ${sql.table(table)} AS t ORDER BY 1`.execute(till.db);
      return rows.map(({ row }) => JSON.parse(row));
    };
    const read = async () =>
      Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await rowsOf(table)] as const)));
    const before = await read();
    const counts = { orders: 1, users: 1, subscriptions: 1, events: 3, audit: 1, issues: 1 };
    expect(await eraseSubject(till.db, subjectOf('jo@example.com'), LATER)).toEqual(counts);
    const after = await read();
    const time = '2027-01-02T03:04:05.006+00:00';
    const bodyOf = (object: object, id: string) =>
      `\\x${Buffer.from(JSON.stringify({ id, data: { object } })).toString('hex')}`;
    const erased: Record<string, (row: Record<string, unknown>) => object> = {
      orders: () => ({ customer_email: null }),
      users: () => ({ email: `${jo}@erased.invalid`, password_hash: 'erased', disabled_at: expect.any(String) }),
      subscriptions: () => ({ state: { customer: 'cus_1', description: 'erased', note: 'erased', n: 1 } }),
      audit_personal: () => ({ words: null, erased_at: time }),
      issues: () => ({ resolution: 'erased' }),
      stripe_events: ({ id }) => ({
        erased_at: time,
        body: bodyOf(
          id === 'evt_1a'
            ? { id: 'in_1', customer: 'cus_1', name: 'erased' }
            : id === 'evt_1b'
              ? { id: 'cus_1', email: 'erased', phone: 'erased' }
              : { id: 'ch_1', metadata: { order_id: 'ord_1' }, ip: 'erased', amount: 1 },
          String(id),
        ),
      }),
    };
    const isHers = (row: Record<string, unknown>) =>
      /"(?:ord|pi|re|key|sub|iss|evt)_1|jo@example/i.test(JSON.stringify({ ...row, body: '' }));
    for (const table of tables) {
      const expected = before[table]
        ?.filter((row: Record<string, unknown>) => table !== 'sessions' || row['user_id'] === al)
        .map((row: Record<string, unknown>) => (isHers(row) ? { ...row, ...erased[table]?.(row) } : row));
      expect([table, after[table]?.toSorted(byText)]).toEqual([table, expected?.toSorted(byText)]);
    }
    const hash = subjectHash(subjectOf('jo@example.com'));
    expect(await till.db.selectFrom('erasures').selectAll().execute()).toEqual([
      { id: expect.stringMatching(/^era_[0-9a-f]{24}$/), subject_hash: hash, at: LATER.at, actor: 'usr_admin', counts },
    ]);
    const entry = {
      actor: 'usr_admin',
      action: 'privacy.erase',
      subject: `subject ${hash.slice(0, 16)}`,
      detail: counts,
      at: LATER.at,
    };
    expect(await entriesOf('privacy.erase')).toEqual([entry]);
    expect((await verifyAudit(till.db)).fault).toBeNull();
  });

  it('is found by their customer id alone: subscriptions and events, not the account', async () => {
    await plantTwo();
    const counts = await eraseSubject(till.db, subjectOf('cus_2'), LATER);
    expect(counts).toEqual({ orders: 0, users: 0, subscriptions: 1, events: 2, audit: 0, issues: 0 });
    const bodies = await bodiesOf();
    expect([bodies['evt_2c'], bodies['evt_1a']]).toEqual([
      { id: 'ch_2', metadata: { order_id: 'ord_2' }, ip: 'secret', amount: 2 },
      { id: 'in_1', customer: 'cus_1', name: 'secret' },
    ]);
  });

  it('is found in the last of many pages of events', async () => {
    await sql`INSERT INTO stripe_events (id, body, type, created, livemode, status)
      SELECT 'evt_' || lpad(n::text, 4, '0'), '{}', 'x', 1, false, 'processed' FROM generate_series(1, 1000) AS n`.execute(
      till.db,
    );
    await insertEvent('evt_zz', { object: { email: 'jo@example.com' } });
    expect(await eraseSubject(till.db, subjectOf('jo@example.com'), LATER)).toMatchObject({ events: 1 });
    expect((await bodiesOf())['evt_zz']).toEqual({ email: 'erased' });
  });

  it('who is an object of its own in an event is found through it', async () => {
    await insertEvent('evt_a', { object: { id: 'in_1', customer: 'cus_9', name: 'secret' } });
    await insertEvent('evt_b', { object: { customer: { id: 'cus_9', email: 'jo@example.com' } } });
    await insertEvent('evt_c', { object: { id: 'in_2', customer: 'cus_99', name: 'kept' } });
    await eraseSubject(till.db, subjectOf('jo@example.com'), LATER);
    expect(await bodiesOf()).toEqual({
      evt_a: { id: 'in_1', customer: 'cus_9', name: 'erased' },
      evt_b: { customer: { id: 'cus_9', email: 'erased' } },
      evt_c: { id: 'in_2', customer: 'cus_99', name: 'kept' },
    });
  });
});

const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

describe('an age', () => {
  const DAY = 86_400_000;
  const RULE = { RETENTION_EVENT_DAYS: 10, RETENTION_ORDER_EMAIL_DAYS: 20, RETENTION_AUDIT_WORDS_DAYS: 30 };
  const back = (days: number, ms = 0) => new Date(LATER.at.getTime() - days * DAY + ms);
  const run = () => runRetention(till.db, RULE, LATER);

  it('of an event: erased when older, not at its age; open ones wait', async () => {
    const object = { id: 'ch_1', amount: 5, name: 'secret', note: 'to jo@example.com', list: ['x'] };
    const plantEvent = (id: string, receivedAt: Date, status = 'processed') =>
      insertEvent(id, { object, receivedAt, status });
    await plantEvent('evt_exact', back(10));
    await plantEvent('evt_older', back(10, -1));
    await plantEvent('evt_newer', back(10, 1));
    await plantEvent('evt_ignored', back(11), 'ignored');
    await plantEvent('evt_parked', back(11), 'parked');
    await plantEvent('evt_stored', back(11), 'stored');
    expect(await run()).toMatchObject({ events: 2 });
    const left = { id: 'ch_1', amount: 5, name: 'erased', note: 'erased', list: ['x'] };
    expect(await bodiesOf()).toEqual({
      evt_exact: object,
      evt_ignored: left,
      evt_newer: object,
      evt_older: left,
      evt_parked: object,
      evt_stored: object,
    });
    const erased = await till.db
      .selectFrom('stripe_events')
      .select(['id', 'erased_at'])
      .where('erased_at', 'is not', null)
      .orderBy('id')
      .execute();
    expect(erased).toEqual([
      { id: 'evt_ignored', erased_at: LATER.at },
      { id: 'evt_older', erased_at: LATER.at },
    ]);
    expect(await run()).toMatchObject({ events: 0 });
  });

  it('of many events is kept in one run', async () => {
    await sql`INSERT INTO stripe_events (id, body, type, created, livemode, status, received_at)
      SELECT 'evt_' || n, '{"name":"x"}', 'x', 1, false, 'processed', 'epoch' FROM generate_series(1, 501) AS n`.execute(
      till.db,
    );
    expect(await run()).toMatchObject({ events: 501 });
  });

  it('of the email of an order: erased when older, not at its age', async () => {
    const order = (id: string, created_at: Date, customer_email: string | null = 'jo@example.com') =>
      till.db
        .insertInto('orders')
        .values({ id, amount_minor: 1, currency: 'gbp', created_at, customer_email })
        .execute();
    await order('ord_exact', back(20));
    await order('ord_older', back(20, -1));
    await order('ord_newer', back(20, 1));
    await order('ord_nobody', back(21), null);
    expect(await run()).toMatchObject({ order_emails: 1 });
    const kept = await till.db
      .selectFrom('orders')
      .select('id')
      .where('customer_email', 'is not', null)
      .orderBy('id')
      .execute();
    expect(kept.map(({ id }) => id)).toEqual(['ord_exact', 'ord_newer']);
  });

  it('of words beside the audit: erased when older, not at its age; the entry stays', async () => {
    for (const [how, at] of [
      ['older', back(30, -1)],
      ['exact', back(30)],
      ['newer', back(30, 1)],
    ] as const)
      await till.db
        .transaction()
        .execute((one) =>
          appendAudit(one, { actor: 'a', action: 'b', subject: 'c', detail: {}, personal: { how } }, at),
        );
    expect(await run()).toMatchObject({ audit_words: 1 });
    const rows = await till.db.selectFrom('audit_personal').select(['words', 'erased_at']).orderBy('seq').execute();
    expect(rows).toEqual([
      { words: null, erased_at: LATER.at },
      { words: { how: 'exact' }, erased_at: null },
      { words: { how: 'newer' }, erased_at: null },
    ]);
    expect(await verifyAudit(till.db)).toMatchObject({ entries: 4, fault: null });
    expect(await run()).toMatchObject({ audit_words: 0 });
  });

  it('of sessions and attempts is over at its end', async () => {
    const { userId } = await newVisitor(till, 'ops', 'ops@example.com');
    for (const [key, at] of [
      ['a', back(0, -1)],
      ['b', back(0)],
      ['c', back(0, 1)],
    ] as const) {
      await sql`INSERT INTO sessions (id_hash, user_id, data, expires_at) VALUES (${key}, ${userId}, '{}', ${at})`.execute(
        till.db,
      );
      await sql`INSERT INTO sign_in_attempts (key, attempts, window_until) VALUES (${key}, 1, ${at})`.execute(till.db);
    }
    // One more attempt that is over, so that the two counts differ.
    await sql`INSERT INTO sign_in_attempts (key, attempts, window_until) VALUES ('d', 1, ${back(1)})`.execute(till.db);
    expect(await run()).toMatchObject({ sessions: 2, sign_in_attempts: 3 });
    expect(await till.db.selectFrom('sessions').select('id_hash').execute()).toEqual([{ id_hash: 'c' }]);
    expect(await till.db.selectFrom('sign_in_attempts').select('key').execute()).toEqual([{ key: 'c' }]);
  });

  it('is audited with its counts, also when there was nothing to do', async () => {
    const detail = { events: 0, order_emails: 0, audit_words: 0, sessions: 0, sign_in_attempts: 0 };
    expect(await run()).toEqual(detail);
    expect(await entriesOf('retention.run')).toEqual([
      { actor: 'usr_admin', action: 'retention.run', subject: 'personal data', detail, at: LATER.at },
    ]);
  });

  it('is 400 days for events and 2555 for the rest, unless it is set', () => {
    expect(readConfig({ DATABASE_URL: url })).toMatchObject({
      RETENTION_EVENT_DAYS: 400,
      RETENTION_ORDER_EMAIL_DAYS: 2555,
      RETENTION_AUDIT_WORDS_DAYS: 2555,
    });
  });
});
