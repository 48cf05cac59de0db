import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { EventStatus } from '../../src/service/db/tables.ts';
import { listNewestEvents, recordFailure } from '../../src/service/webhooks/event-pg.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { event, now, paidIntent, paidSession, SECRET, signature, subscription, v1 } from '../support/signed.ts';
import { lockWaiters } from '../support/lock-waiters.ts';
import { openTillApp, PRODUCTION, type TillApp } from '../support/till-app.ts';

let postgres: TestPostgres;
let url: string;
let till: TillApp;

beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.fresh();
  till = await openTillApp(url);
});
afterEach(() => till.close());

const rows = () => till.db.selectFrom('stripe_events').selectAll().orderBy('id').execute();
const order = (id: string) => till.db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const createOrder = (id: string, fields: object = {}) =>
  till.app.inject({
    method: 'POST',
    url: '/api/orders',
    payload: { id, amount_minor: 2000, currency: 'gbp', ...fields },
  });
const storedSubscription = () => till.db.selectFrom('subscriptions').selectAll().executeTakeFirstOrThrow();

describe('what is not authentic leaves no row', () => {
  const payload = JSON.stringify(event('customer.created', {}));
  const good = signature(payload);
  const at = now();
  it.each([
    ['no signature', payload, ''],
    ['a garbage signature', payload, 'garbage'],
    ['an altered byte', payload.replace('customer', 'Customer'), good],
    ['a body written anew', JSON.stringify(JSON.parse(payload), null, 2), good],
    ['a trailing newline', `${payload}\n`, good],
    ['a byte order mark in front', `\uFEFF${payload}`, good],
    ['a signature of 301 s ago', payload, signature(payload, { at: at - 301 })],
    ['a signature of tomorrow', payload, signature(payload, { at: at + 86_400 })],
    ['a signature of 900 s ahead', payload, signature(payload, { at: at + 900 })],
    ['another secret', payload, signature(payload, { secret: 'whsec_other' })],
    ['an empty secret', payload, signature(payload, { secret: '' })],
    ['only a v0 signature', payload, signature(payload).replace('v1=', 'v0=')],
    ['two timestamps', payload, `t=${at - 9999},${good}`],
    ['a timestamp of now before one of tomorrow', payload, `t=${at},${signature(payload, { at: at + 86_400 })}`],
    ['no timestamp', payload, good.replace(/t=\d+,/, '')],
  ])('%s', async (_case, body, header) => {
    expect(await till.post(body, header)).toMatchObject({ status: 400, body: { error: { code: 'not_authentic' } } });
    expect(await rows()).toEqual([]);
  });

  it('bytes that are no UTF-8, signed as they are or as they would be repaired', async () => {
    const bytes = Buffer.from(JSON.stringify(event('customer.created', { name: 'Zoë' })), 'latin1');
    for (const signed of [bytes, bytes.toString('utf8')]) {
      const headers = { 'stripe-signature': signature(signed), 'content-type': 'application/json' };
      const answer = await till.app.inject({ method: 'POST', url: '/webhooks/stripe', payload: bytes, headers });
      expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'not_authentic']);
    }
    expect(await rows()).toEqual([]);
  });

  const whole = event('customer.created', {});
  it.each([
    ['text', 'hello'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    [
      'a thin event',
      JSON.stringify({
        id: 'evt_1',
        object: 'v2.core.event',
        type: 'v1.billing.meter.error',
        created: '2026-01-01T00:00:00Z',
      }),
    ],
    ['an id that is a number', JSON.stringify({ ...whole, id: 5 })],
    ['an id with a NUL', JSON.stringify({ ...whole, id: 'evt_\u0000' })],
    ['a created that is a fraction', JSON.stringify({ ...whole, created: 1.5 })],
    ['no data.object', JSON.stringify({ ...whole, data: {} })],
    ['no type', JSON.stringify({ ...whole, type: undefined })],
  ])('signed, but %s', async (_case, body) => {
    const answer = await till.post(body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'not_authentic' } } });
    expect(JSON.stringify(answer.body)).not.toMatch(/ at |\.ts/);
    expect(await rows()).toEqual([]);
  });
});

describe('what is authentic is stored first', () => {
  it('accepts 299 s either side', async () => {
    const [early, late] = [event('a.b', {}), event('a.b', {})];
    expect(await till.post(early, signature(JSON.stringify(early), { at: now() - 299 }))).toMatchObject({
      status: 200,
    });
    expect(await till.post(late, signature(JSON.stringify(late), { at: now() + 299 }))).toMatchObject({ status: 200 });
  });

  it('accepts the second of two v1 values', async () => {
    const body = JSON.stringify(event('a.b', {}));
    const at = now();
    const header = `t=${at},v1=${'0'.repeat(64)},v1=${v1(body, SECRET, at)}`;
    expect(await till.post(body, header)).toMatchObject({ status: 200 });
    expect(await rows()).toHaveLength(1);
  });

  it('accepts both secrets during a rotation', async () => {
    const rotating = await openTillApp(url, { STRIPE_WEBHOOK_SECRETS: `whsec_new,${SECRET}` });
    const [older, newer] = [event('a.b', {}), event('a.b', {})];
    expect(await rotating.post(older)).toMatchObject({ status: 200 });
    expect(await rotating.post(newer, signature(JSON.stringify(newer), { secret: 'whsec_new' }))).toMatchObject({
      status: 200,
    });
    await rotating.close();
  });

  it('keeps the exact bytes', async () => {
    const body = ` ${JSON.stringify(event('a.b', { name: 'Zoë 🙂' }))}  `;
    await till.post(body);
    expect((await rows())[0]?.body).toEqual(Buffer.from(body));
  });

  it('answers 503 when the event cannot be stored', async () => {
    await sql`ALTER TABLE stripe_events RENAME TO gone`.execute(till.db);
    expect(await till.post(event('a.b', {}))).toMatchObject({ status: 503, body: { error: { code: 'not_stored' } } });
  });

  it.each([
    ['an unknown type is ignored', event('plan.created', {}), 'ignored'],
    [
      'a live event in test mode is parked',
      event('payment_intent.succeeded', paidIntent('ord_1'), { livemode: true }),
      'parked',
    ],
    [
      'an event of another account is parked',
      event('payment_intent.succeeded', paidIntent('ord_1'), { account: 'acct_other' }),
      'parked',
    ],
    [
      'an event of our account counts',
      event('payment_intent.succeeded', paidIntent('ord_1'), { account: 'acct_ours' }),
      'processed',
    ],
    ['an event without account is ours', event('payment_intent.succeeded', paidIntent('ord_1')), 'processed'],
    ['a refund is parked until refunds are applied', event('refund.created', { id: 're_1' }), 'parked'],
    [
      'a payment that names no order is ignored',
      event('payment_intent.succeeded', paidIntent('ord_1', { metadata: {} })),
      'ignored',
    ],
    [
      'an unpaid session is ignored',
      event('checkout.session.completed', paidSession('ord_1', { payment_status: 'unpaid' })),
      'ignored',
    ],
    ['an object of the wrong shape is parked', event('payment_intent.succeeded', { id: 7 }), 'parked'],
  ])('%s', async (_claim, sent, status) => {
    const app = await openTillApp(url, { STRIPE_ACCOUNT: 'acct_ours' });
    await createOrder('ord_1');
    expect(await app.post(sent)).toMatchObject({ status: 200 });
    const [row] = await rows();
    expect(row).toMatchObject({
      id: sent.id,
      status,
      error: status === 'processed' ? null : expect.stringMatching(/./),
    });
    expect((await order('ord_1')).status).toBe(status === 'processed' ? 'paid' : 'pending');
    await app.close();
  });

  it('parks a test event in production and does not count it', async () => {
    const live = await openTillApp(url, PRODUCTION);
    await live.post(event('customer.subscription.created', subscription()));
    await live.post(event('customer.subscription.created', subscription({ id: 'sub_live' }), { livemode: true }));
    expect((await till.db.selectFrom('subscriptions').select('id').execute()).map((row) => row.id)).toEqual([
      'sub_live',
    ]);
    await live.close();
  });
});

describe('an event pays its order once', () => {
  it('marks the order paid at the time of the event', async () => {
    await createOrder('ord_1');
    await till.post(event('checkout.session.completed', paidSession('ord_1')));
    expect(await order('ord_1')).toMatchObject({ status: 'paid', paid_at: new Date(1_800_000_000_000) });
  });

  it('counts a duplicate, and does nothing twice', async () => {
    await createOrder('ord_1');
    const paid = event('checkout.session.completed', paidSession('ord_1'));
    expect((await till.post(paid)).body).toEqual({ received: true, duplicate: false });
    expect((await till.post(paid)).body).toEqual({ received: true, duplicate: true });
    expect(await rows()).toMatchObject([{ duplicates: 1, attempts: 1, status: 'processed' }]);
    const metrics = (await till.app.inject('/metrics')).body;
    expect(metrics).toContain('till_webhook_deliveries_total{result="duplicate"} 1');
    expect(metrics).toContain('till_event_duplicates_total 1');
  });

  it('session and intent are one payment, with the earlier time, in either order', async () => {
    const session = (id: string, pi: string) =>
      event('checkout.session.completed', paidSession(id, { payment_intent: pi }), { created: 1_800_000_005 });
    const intent = (id: string, pi: string) =>
      event('payment_intent.succeeded', paidIntent(id, { id: pi }), { created: 1_800_000_003 });
    await createOrder('ord_a');
    await createOrder('ord_b');
    for (const sent of [
      session('ord_a', 'pi_a'),
      intent('ord_a', 'pi_a'),
      intent('ord_b', 'pi_b'),
      session('ord_b', 'pi_b'),
    ])
      await till.post(sent);
    const paidAt = new Date(1_800_000_003_000);
    expect([await order('ord_a'), await order('ord_b')]).toMatchObject([{ paid_at: paidAt }, { paid_at: paidAt }]);
    expect(await till.db.selectFrom('payments').selectAll().execute()).toHaveLength(2);
    expect((await rows()).map((row) => row.status)).toEqual(['processed', 'processed', 'processed', 'processed']);
  });

  it.each([
    ['another amount', { amount_received: 1999 }, /asks 2000 gbp, the payment is 1999 gbp/],
    ['another currency', { currency: 'usd' }, /asks 2000 gbp, the payment is 2000 usd/],
    ['an order that is not there', { metadata: { order_id: 'ord_no' } }, /no order ord_no/],
  ])('parks %s', async (_case, fields, error) => {
    await createOrder('ord_1');
    await till.post(event('payment_intent.succeeded', paidIntent('ord_1', fields)));
    expect(await rows()).toMatchObject([{ status: 'parked', error: expect.stringMatching(error) }]);
    expect((await order('ord_1')).status).toBe('pending');
  });

  it('parks a second payment of a paid order', async () => {
    await createOrder('ord_1');
    await till.post(event('payment_intent.succeeded', paidIntent('ord_1')));
    const second = event('payment_intent.succeeded', paidIntent('ord_1', { id: 'pi_2' }));
    await till.post(second);
    expect((await rows()).find((row) => row.id === second.id)).toMatchObject({
      status: 'parked',
      error: expect.stringContaining('already paid by pi_1'),
    });
  });

  it('settles a parked payment when its order arrives', async () => {
    await till.post(event('payment_intent.succeeded', paidIntent('ord_late')));
    expect((await createOrder('ord_late')).json()).toMatchObject({ id: 'ord_late', status: 'paid' });
    expect(await rows()).toMatchObject([{ status: 'processed', error: null, attempts: 2 }]);
  });

  it('a sweep settles it too, if the order came unnoticed', async () => {
    await till.post(event('payment_intent.succeeded', paidIntent('ord_late')));
    await till.db
      .insertInto('orders')
      .values({ id: 'ord_late', amount_minor: 2000, currency: 'gbp', customer_email: null })
      .execute();
    await till.till.sweep(60_000);
    expect((await order('ord_late')).status).toBe('paid');
  });

  it('20 copies at once over two servers make one effect', async () => {
    const other = await openTillApp(url);
    await createOrder('ord_1');
    const paid = event('checkout.session.completed', paidSession('ord_1'));
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? till : other).post(paid)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(answers.filter((answer) => answer.body['duplicate'] === false)).toHaveLength(1);
    expect(await rows()).toMatchObject([{ duplicates: 19, status: 'processed', attempts: 1 }]);
    expect(await till.db.selectFrom('payments').selectAll().execute()).toHaveLength(1);
    expect([...till.log, ...other.log].join('\n')).not.toMatch(/unique|duplicate key|23505/);
    await other.close();
  });

  it('waits for whoever is changing the order, and sees what they did', async () => {
    await createOrder('ord_1');
    const told: Promise<unknown>[] = [];
    await till.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('orders').set({ status: 'canceled' }).where('id', '=', 'ord_1').execute();
      told.push(till.post(event('payment_intent.succeeded', paidIntent('ord_1'))));
      await expect.poll(() => lockWaiters(till.db)).toBe(1);
    });
    await Promise.all(told);
    expect(await rows()).toMatchObject([{ status: 'parked', error: expect.stringContaining('canceled') }]);
    expect(await till.db.selectFrom('payments').selectAll().execute()).toEqual([]);
  });

  it('is listed newest first, all or those of one state, as many as are asked for', async () => {
    await createOrder('ord_1');
    const [paid, late, other] = [
      event('payment_intent.succeeded', paidIntent('ord_1')),
      event('payment_intent.succeeded', paidIntent('ord_late')),
      event('a.b', {}),
    ];
    for (const one of [paid, late, other]) await till.post(one);
    const ids = async (...of: [EventStatus | undefined, number]) =>
      (await listNewestEvents(till.db, ...of)).map(({ id }) => id);
    expect(await ids(undefined, 9)).toEqual([other.id, late.id, paid.id]);
    expect(await ids(undefined, 2)).toEqual([other.id, late.id]);
    expect(await ids('parked', 9)).toEqual([late.id]);
    expect(await ids('processed', 9)).toEqual([paid.id]);
  });

  it('leaves an event that another worker has taken', async () => {
    const late = event('payment_intent.succeeded', paidIntent('ord_late'));
    await till.post(late);
    await till.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('stripe_events').select('id').where('id', '=', late.id).forUpdate().execute();
      expect(await till.till.process(late.id)).toBeUndefined();
    });
    expect(await rows()).toMatchObject([{ status: 'parked', attempts: 1 }]);
  });

  it('20 events of one payment at once make one payment', async () => {
    await createOrder('ord_1');
    const copies = Array.from({ length: 20 }, () => event('payment_intent.succeeded', paidIntent('ord_1')));
    await Promise.all(copies.map((copy) => till.post(copy)));
    await till.till.sweep(0);
    expect((await rows()).map((row) => row.status)).toEqual(copies.map(() => 'processed'));
    expect(await till.db.selectFrom('payments').selectAll().execute()).toHaveLength(1);
  });
});

describe('a handler that fails', () => {
  it('rolls back whole, and its error survives', async () => {
    await createOrder('ord_1');
    await sql`CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''boom for jo@example.com''; END'`.execute(
      till.db,
    );
    await sql`CREATE TRIGGER boom BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION boom()`.execute(till.db);
    const paid = event('payment_intent.succeeded', paidIntent('ord_1'));
    expect(await till.post(paid)).toMatchObject({ status: 200 });
    expect(await rows()).toMatchObject([{ status: 'parked', error: 'boom for [email]', attempts: 1 }]);
    expect(await till.db.selectFrom('payments').selectAll().execute()).toEqual([]);
    await sql`DROP TRIGGER boom ON orders`.execute(till.db);
    expect(await till.post(paid)).toMatchObject({ status: 200 });
    expect(await rows()).toMatchObject([{ status: 'processed', error: null, attempts: 2 }]);
  });

  it('a passing fault stays stored, so that the sweep tries again', async () => {
    await createOrder('ord_1');
    await sql`CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''busy'' USING ERRCODE = ''40001''; END'`.execute(
      till.db,
    );
    await sql`CREATE TRIGGER busy BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION busy()`.execute(till.db);
    await till.post(event('payment_intent.succeeded', paidIntent('ord_1')));
    expect(await rows()).toMatchObject([{ status: 'stored', attempts: 1 }]);
    for (let sweep = 0; sweep < 6; sweep += 1) await till.till.sweep(0);
    expect(await rows()).toMatchObject([{ status: 'parked', attempts: 6 }]);
  });

  it('is written to its own event alone', async () => {
    const [first, second] = [
      event('payment_intent.succeeded', paidIntent('ord_x')),
      event('payment_intent.succeeded', paidIntent('ord_y')),
    ];
    for (const one of [first, second]) await till.post(one);
    const other = (await rows()).find(({ id }) => id === second.id);
    await recordFailure(till.db, first.id, { reason: 'a lock was not had', retries: 0 });
    expect((await rows()).find(({ id }) => id === first.id)).toMatchObject({ error: 'a lock was not had' });
    expect((await rows()).find(({ id }) => id === second.id)).toEqual(other);
  });

  it('is told too late where another one has settled the event meanwhile', async () => {
    await createOrder('ord_1');
    const paid = event('payment_intent.succeeded', paidIntent('ord_1'));
    await till.post(paid);
    const before = await rows();
    await recordFailure(till.db, before[0]?.id ?? '', { reason: 'a lock was not had', retries: 0 });
    expect(await rows()).toEqual(before);
    expect(before).toMatchObject([{ status: 'processed', error: null }]);
  });
});

describe('subscriptions stand in their newest state', () => {
  const change = (type: string, created: number, fields: object) =>
    event(`customer.subscription.${type}`, subscription(fields), { created });

  it.each([
    [
      'updated before created, by time',
      change('updated', 200, { status: 'past_due' }),
      change('created', 100, {}),
      'past_due',
    ],
    [
      'deleted before updated, in one second',
      change('deleted', 100, { status: 'canceled' }),
      change('updated', 100, {}),
      'canceled',
    ],
    [
      'an update to canceled before another, in one second',
      change('updated', 100, { status: 'canceled' }),
      change('updated', 100, {}),
      'canceled',
    ],
    [
      'updated before created, in one second',
      change('updated', 100, { status: 'past_due' }),
      change('created', 100, {}),
      'past_due',
    ],
    [
      'a later return from canceled',
      change('deleted', 100, { status: 'canceled' }),
      change('updated', 101, {}),
      'active',
    ],
  ])('%s: both orders of arrival end the same', async (...[, first, second, status]) => {
    await till.post(first);
    await till.post(second);
    const forward = await storedSubscription();
    await till.db.deleteFrom('subscriptions').execute();
    await till.post({ ...second, id: second.id });
    await till.db.updateTable('stripe_events').set({ status: 'stored' }).execute();
    await till.till.process(second.id);
    await till.till.process(first.id);
    const backward = await storedSubscription();
    expect([forward.status, backward.status, forward.event_id]).toEqual([status, status, backward.event_id]);
  });

  it('parks a subscription of the wrong shape', async () => {
    await till.post(event('customer.subscription.updated', subscription({ status: 'gone' })));
    expect(await rows()).toMatchObject([{ status: 'parked', error: expect.stringContaining('status') }]);
  });
});

describe('the route itself', () => {
  const send = (options: object) => till.app.inject({ method: 'POST', url: '/webhooks/stripe', ...options });

  it('takes an event of 1 MiB', async () => {
    const large = event('a.b', { text: 'x'.repeat(1024 * 1024 - 300) });
    expect(await till.post(large)).toMatchObject({ status: 200 });
  });

  it('refuses 5 MB without reading it', async () => {
    const answer = await send({ payload: 'x'.repeat(5_000_000) });
    expect([answer.statusCode, answer.json()]).toMatchObject([413, { error: { code: 'too_large' } }]);
    expect(await rows()).toEqual([]);
  });

  it('refuses gzip', async () => {
    expect((await send({ payload: 'x', headers: { 'content-encoding': 'gzip' } })).statusCode).toBe(415);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)(
    'answers %s with 405 and names POST',
    async (method) => {
      const answer = await till.app.inject({ method, url: '/webhooks/stripe' });
      expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST']);
    },
  );

  it('writes no signature, secret, email or body into the log', async () => {
    const body = JSON.stringify(
      event('payment_intent.succeeded', paidIntent('ord_x', { receipt_email: 'jo@example.com' })),
    );
    const header = signature(body);
    await till.post(body, header);
    await till.post(`${body} `, header);
    await till.app.inject('/nothing/jo@example.com?email=jo@example.com');
    const log = till.log.join('\n');
    expect(log).toContain('webhook refused');
    expect(log).not.toMatch(/jo@example\.com|whsec_|v1=[0-9a-f]/);
  });
});
