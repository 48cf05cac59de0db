import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catchUpSnapshots } from '../../src/service/analytics/catch-up-snapshots.ts';
import { dayText, firstSecond, lastSecond, parseDay } from '../../src/service/analytics/day.ts';
import { figuresLine } from '../../src/service/analytics/figures.ts';
import { rebuildSnapshots } from '../../src/service/analytics/rebuild-snapshots.ts';
import { latestSnapshots, snapshotVersions } from '../../src/service/analytics/snapshot-pg.ts';
import { listAudit, verifyAudit } from '../../src/service/audit/audit-pg.ts';
import { createDatabase } from '../../src/service/db/database-admin.ts';
import { migrate } from '../../src/service/db/migrate.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { monthlyRevenue } from '../../src/service/mrr/monthly-revenue.ts';
import { reducedState } from '../../src/service/mrr/reduced-state.ts';
import { revenueBoundaries } from '../../src/service/mrr/revenue-boundaries.ts';
import { subscriptionStateSchema } from '../../src/service/mrr/subscription-state.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { till as runTill } from '../support/program.ts';
import { event, paidIntent, subscription } from '../support/signed.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';

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

/** An instant on a day of March 2026, in epoch seconds. */
const at = (day: number, time = '12:00:00') => Date.parse(`2026-03-${String(day).padStart(2, '0')}T${time}Z`) / 1000;
const march = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;
const now = { day: 21 };
const clock = () => at(now.day, '00:10:00') * 1000;
beforeEach(() => void (now.day = 21));

const tell = async (state: object, created: number, kind = 'updated') => {
  const told = event(`customer.subscription.${kind}`, subscription(state), { created });
  await till.post(told);
  await till.till.process(told.id);
};
const pay = async (order: string, created: number, fields: object = {}) => {
  const currency = 'currency' in fields ? fields.currency : 'gbp';
  await till.app.inject({ method: 'POST', url: '/api/orders', payload: { id: order, amount_minor: 2000, currency } });
  const told = event('payment_intent.succeeded', paidIntent(order, { id: `pi_${order}`, ...fields }), { created });
  await till.post(told);
  await till.till.process(told.id);
};
const refund = async (order: string, created: number, fields: object = {}) => {
  const object = {
    id: `re_${order}`,
    object: 'refund',
    amount: 500,
    currency: 'gbp',
    payment_intent: `pi_${order}`,
    status: 'succeeded',
    created,
    ...fields,
  };
  const told = event('refund.updated', object, { created });
  await till.post(told);
  await till.till.process(told.id);
};
const rebuild = (from: number, to: number, reason = 'rebuild') =>
  rebuildSnapshots({ db: till.till.db, clock }, { from: march(from), to: march(to), actor: 'test', reason });
const line = (days: readonly { day: string }[], day: number) => days.find((one) => one.day === march(day));

describe('a day', () => {
  it('is as it was at its last second, whatever came after', async () => {
    await tell({}, at(2, '23:59:59'), 'created');
    await tell({ status: 'canceled' }, at(4, '00:00:00'));
    const { snapshots } = await rebuild(1, 5);
    expect(snapshots).toMatchObject([
      { day: march(2), mrr: 2900, arr: 34_800, active: 1, new: 1, churned: 0 },
      { day: march(3), mrr: 2900, active: 1, new: 0, churned: 0 },
      { day: march(4), mrr: 0, active: 0, new: 0, churned: 1 },
      { day: march(5), mrr: 0, active: 0, new: 0, churned: 0 },
    ]);
  });

  it('that is computed alone knows what came in its first second, and not what came in the next one', async () => {
    await tell({}, at(2), 'created');
    await tell({ status: 'canceled' }, at(4, '00:00:00'));
    expect((await rebuild(3, 3)).snapshots).toMatchObject([{ mrr: 2900, active: 1, churned: 0 }]);
    expect((await rebuild(4, 4)).snapshots).toMatchObject([{ mrr: 0, active: 0, churned: 1 }]);
  });

  it('takes the newest of several events by time, rank and id, whatever order they came in', async () => {
    await tell({ status: 'canceled' }, at(2), 'deleted');
    await tell({}, at(2), 'created');
    await tell({ status: 'past_due' }, at(2, '11:00:00'));
    const { snapshots } = await rebuild(2, 2);
    expect(snapshots).toMatchObject([{ mrr: 0, active: 0, new: 0, churned: 0 }]);
  });

  it('knows rule R1 at that instant: a discount ends, a cancellation comes due', async () => {
    const coupon = { percent_off: 50, duration: 'repeating' };
    await tell({ discounts: [{ start: at(1), end: at(4, '00:00:00'), coupon }], cancel_at: at(6) }, at(2), 'created');
    const { snapshots } = await rebuild(2, 6);
    expect(snapshots.map(({ mrr, gross, committed, arr }) => [mrr, gross, committed, arr])).toEqual([
      [1450, 2900, 0, 17_400],
      [1450, 2900, 0, 17_400],
      [2900, 2900, 0, 34_800],
      [2900, 2900, 0, 34_800],
      [2900, 2900, 2900, 34_800],
    ]);
  });

  it('counts a paused collection as active and worth nothing, and says what has no price', async () => {
    await tell({ id: 'sub_p', pause_collection: { behavior: 'void' } }, at(2));
    await tell({ id: 'sub_u', discounts: ['di_1'] }, at(2));
    await tell({ id: 'sub_t', status: 'trialing' }, at(2));
    const { snapshots } = await rebuild(2, 2);
    expect(snapshots).toMatchObject([{ mrr: 0, active: 2, new: 2, unpriced: 1 }]);
  });

  it('has the payments and the refunds of its 24 hours in UTC', async () => {
    await pay('ord_a', at(2, '23:59:59'));
    await pay('ord_b', at(3, '00:00:00'));
    await refund('ord_a', at(3, '23:59:59'));
    await refund('ord_b', at(4), { status: 'pending' });
    const { snapshots } = await rebuild(2, 4);
    expect(snapshots.map((day) => [day.gross_revenue, day.refunds])).toEqual([
      [2000, 0],
      [2000, 500],
      [0, 500],
    ]);
  });

  it('never adds currencies, and a currency that was seen keeps its line', async () => {
    await tell({}, at(2));
    await pay('ord_e', at(3), { currency: 'eur' });
    await tell({ currency: 'usd' }, at(4));
    const { snapshots } = await rebuild(1, 5);
    expect(snapshots.map((one) => `${one.day.slice(8)} ${one.currency} ${one.mrr} ${one.new}-${one.churned}`)).toEqual([
      '02 gbp 2900 1-0',
      '03 eur 0 0-0',
      '03 gbp 2900 0-0',
      '04 eur 0 0-0',
      '04 gbp 0 0-1',
      '04 usd 2900 1-0',
      '05 eur 0 0-0',
      '05 gbp 0 0-0',
      '05 usd 2900 0-0',
    ]);
  });
});

describe('computing again', () => {
  it('gives the same bytes and no version, and the SHA-256 is over the lines', async () => {
    await tell({}, at(2));
    await pay('ord_a', at(3));
    const first = await rebuild(1, 5);
    const second = await rebuild(1, 5);
    expect([first.made, second.made]).toEqual([4, 0]);
    expect(second.snapshots).toEqual(first.snapshots);
    const lines = first.snapshots.map((day) => `${figuresLine(day)}\n`).join('');
    expect(second.sha256).toBe(createHash('sha256').update(lines).digest('hex'));
    expect(first.snapshots.every(({ reason }) => reason === 'first (rebuild)')).toBe(true);
  });

  it('gives the same in parts as at once', async () => {
    await tell({}, at(2));
    await tell({ status: 'canceled' }, at(4));
    await tell({ id: 'sub_2' }, at(4));
    await tell({ id: 'sub_2', status: 'unpaid' }, at(7));
    const parts = [
      ...(await rebuild(1, 3)).snapshots,
      ...(await rebuild(4, 4)).snapshots,
      ...(await rebuild(5, 8)).snapshots,
    ];
    const whole = await rebuild(1, 8);
    expect(whole.made).toBe(0);
    expect(whole.snapshots).toEqual(parts);
  });

  it('a late event makes a version that says what changed; the old one stays', async () => {
    await tell({}, at(2));
    await rebuild(2, 4);
    await tell({ id: 'sub_late' }, at(3));
    const { made, snapshots } = await rebuild(2, 4, 'late event');
    expect(made).toBe(2);
    expect(line(snapshots, 3)).toMatchObject({
      version: 2,
      mrr: 5800,
      reason:
        'mrr: 2900 → 5800; gross: 2900 → 5800; committed: 2900 → 5800; arr: 34800 → 69600; active: 1 → 2; new: 0 → 1 (late event)',
    });
    expect(line(snapshots, 2)).toMatchObject({ version: 1 });
    const versions = await snapshotVersions(till.db, march(3), 'gbp');
    expect(versions.map(({ version, mrr }) => [version, mrr])).toEqual([
      [2, 5800],
      [1, 2900],
    ]);
  });

  it('a refund that fails later restates the day on which it was made', async () => {
    await pay('ord_a', at(2));
    await refund('ord_a', at(3));
    expect(line((await rebuild(2, 4)).snapshots, 3)).toMatchObject({ refunds: 500 });
    const failed = event(
      'refund.failed',
      {
        id: 're_ord_a',
        object: 'refund',
        amount: 500,
        currency: 'gbp',
        payment_intent: 'pi_ord_a',
        status: 'failed',
        created: at(3),
      },
      { created: at(6) },
    );
    await till.post(failed);
    await till.till.process(failed.id);
    const { made, snapshots } = await rebuild(2, 4);
    expect(made).toBe(1);
    expect(line(snapshots, 3)).toMatchObject({ version: 2, refunds: 0, reason: 'refunds: 500 → 0 (rebuild)' });
  });

  it('is audited and leaves the chain whole', async () => {
    await tell({}, at(2));
    const { sha256 } = await rebuild(2, 3);
    expect(await listAudit(till.db)).toMatchObject([
      {
        actor: 'test',
        action: 'snapshot.rebuild',
        subject: `snapshots ${march(2)} to ${march(3)}`,
        detail: { from: march(2), to: march(3), reason: 'rebuild', made: 2, sha256 },
      },
    ]);
    expect((await verifyAudit(till.db)).fault).toBeNull();
  });

  it('is refused for a day that has not ended, and while another is under way', async () => {
    await expect(rebuild(20, 21)).rejects.toThrow('2026-03-21 has not ended in UTC');
    await expect(rebuild(5, 4)).rejects.toThrow('no range of days');
    await till.db.connection().execute(async (other) => {
      await sql`SELECT pg_advisory_lock(7201119)`.execute(other);
      await expect(rebuild(1, 20)).rejects.toThrow('another rebuild of snapshots is under way');
      await sql`SELECT pg_advisory_unlock(7201119)`.execute(other);
      await sql`SELECT pg_advisory_lock_shared(7201119)`.execute(other);
      await expect(rebuild(1, 20), 'its lock is shared with none').rejects.toThrow('another rebuild of snapshots');
      await sql`SELECT pg_advisory_unlock_shared(7201119)`.execute(other);
    });
    expect((await rebuild(1, 20)).made).toBe(0);
  });

  it('ends when it is told to and keeps nothing', async () => {
    await tell({}, at(2));
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(
      rebuildSnapshots(
        { db: till.till.db, clock, signal },
        { from: march(1), to: march(3), actor: 'test', reason: 'x' },
      ),
    ).rejects.toThrow('stop');
    expect(await latestSnapshots(till.db, {})).toEqual([]);
    expect((await rebuild(1, 3)).made).toBe(2);
  });

  it.each([['UPDATE snapshots SET mrr = 1'], ['DELETE FROM snapshots'], ['TRUNCATE snapshots']])(
    'not even the owner can: %s',
    async (statement) => {
      await tell({}, at(2));
      await rebuild(2, 2);
      await expect(sql.raw(statement).execute(till.db)).rejects.toThrow('never changed or removed');
      await expect(sql.raw(statement).execute(till.till.db)).rejects.toThrow(/never changed|permission denied/);
    },
  );
});

describe('catching up', () => {
  const catchUp = () => catchUpSnapshots({ db: till.till.db, clock }, 'job');
  const settled = () => sql`UPDATE snapshot_catch_up SET seen_until = now()`.execute(till.db);

  it('does nothing where nothing is known', async () => {
    expect(await catchUp()).toEqual({ missing: undefined, late: undefined });
  });

  it('fills every missing closed day, from the first of which anything is known', async () => {
    await pay('ord_a', at(2));
    now.day = 4;
    expect((await catchUp()).missing).toMatchObject({ from: march(2), to: march(3), made: 2 });
    now.day = 8;
    expect((await catchUp()).missing).toMatchObject({ from: march(4), to: march(7), made: 4 });
    expect((await catchUp()).missing).toBeUndefined();
    expect((await latestSnapshots(till.db, {})).map(({ day }) => day)).toEqual([2, 3, 4, 5, 6, 7].map(march));
  });

  it('what a transaction told that was still under way at the last time is not missed', async () => {
    await pay('ord_a', at(2));
    now.day = 6;
    await catchUp();
    const recorded = (orderId: string, ago: string) =>
      sql`UPDATE payments SET recorded_at = now() - ${ago}::interval WHERE order_id = ${orderId}`.execute(till.db);
    await recorded('ord_a', '1 hour');
    await catchUp();
    await pay('ord_slow', at(3));
    await recorded('ord_slow', '9 minutes');
    const { late } = await catchUp();
    expect(late).toMatchObject({ from: march(3), to: march(5) });
    expect(line(late?.snapshots ?? [], 3)).toMatchObject({ version: 2, gross_revenue: 2000 });
  });

  it.each([
    ['a subscription event', () => tell({ id: 'sub_late' }, at(3)), 'active: 1 → 2'],
    ['a payment', () => pay('ord_late', at(3)), 'gross_revenue: 0 → 2000'],
    ['a refund', () => refund('ord_a', at(3)), 'refunds: 0 → 500'],
  ])('%s that comes late makes a version of its day; nothing else is touched', async (_case, late, words) => {
    await tell({}, at(2));
    await pay('ord_a', at(2));
    now.day = 6;
    await catchUp();
    await settled();
    expect((await catchUp()).late).toBeUndefined();
    await settled();
    await late();
    const found = await catchUp();
    expect(found.missing).toBeUndefined();
    expect(found.late).toMatchObject({ from: march(3), to: march(5) });
    expect(line(found.late?.snapshots ?? [], 3)).toMatchObject({ version: 2 });
    expect(line(found.late?.snapshots ?? [], 3)).toHaveProperty('reason', expect.stringContaining(words));
    expect(line(found.late?.snapshots ?? [], 3)).toHaveProperty('reason', expect.stringContaining('(late event)'));
    expect(await snapshotVersions(till.db, march(2), 'gbp')).toHaveLength(1);
  });

  it('a payment whose time moves to the day before restates both days', async () => {
    await pay('ord_a', at(4, '00:00:02'));
    now.day = 6;
    await catchUp();
    await settled();
    const told = event('payment_intent.succeeded', paidIntent('ord_a', { id: 'pi_ord_a' }), {
      created: at(3, '23:59:59'),
    });
    await till.post(told);
    await till.till.process(told.id);
    const { late } = await catchUp();
    expect(late?.snapshots.map(({ day, version, gross_revenue }) => [day, version, gross_revenue])).toEqual([
      [march(3), 1, 2000],
      [march(4), 2, 0],
      [march(5), 1, 0],
    ]);
  });
});

describe('the history', () => {
  const messy = subscription({
    status: 'active',
    customer: { id: 'cus_9', email: 'ann@example.com', name: 'Ann' },
    currency: 'GBP',
    metadata: { note: 'for Ann' },
    default_payment_method: { billing_details: { name: 'Ann' } },
    items: {
      object: 'list',
      has_more: false,
      url: '/v1/x',
      data: [
        {
          id: 'si_1',
          quantity: 3,
          price: {
            id: 'price_1',
            nickname: 'Ann',
            currency: 'gbp',
            billing_scheme: 'tiered',
            tiers_mode: 'graduated',
            tiers: [
              { up_to: 2, unit_amount: 100, unit_amount_decimal: '100.5', flat_amount: null },
              { up_to: null, unit_amount: 50 },
            ],
            transform_quantity: null,
            recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null },
          },
          discounts: [
            { id: 'di_2', source: { coupon: { id: 'ANN', percent_off: 10.5, duration: 'forever', name: 'Ann' } } },
          ],
        },
      ],
    },
    discounts: [
      {
        start: at(1),
        end: at(9),
        coupon: { id: 'ANN', amount_off: 100, currency: 'gbp', duration: 'repeating', applies_to: { products: [] } },
      },
      { percent_off: 5, duration: 'once', end: null },
      'di_3',
    ],
    discount: null,
    pause_collection: null,
    cancel_at: at(8),
  });

  it('keeps what rule R1 needs, the same at every instant, and nothing about a person', () => {
    const kept = reducedState(messy);
    expect(JSON.stringify(kept)).not.toMatch(/ann|cus_9|si_1|price_1|di_3/i);
    const [whole, part] = [messy, kept].map((state) => subscriptionStateSchema.parse(state));
    for (let day = 1; day < 12; day += 1)
      expect(monthlyRevenue(part!, at(day))).toEqual(monthlyRevenue(whole!, at(day)));
  });

  it('is filled from the processed events that were there before it, with the same states', async () => {
    const old = await createDatabase(postgres.url, 'before_history');
    await migrate(old, '0009-auth');
    const db = openDb(old, { as: 'owner' });
    const bodies = [
      event('customer.subscription.created', messy, { created: at(2) }),
      event(
        'customer.subscription.updated',
        { ...messy, id: 'sub_2', items: [{ price: { unit_amount: 5, recurring: { interval: 'year' } } }] },
        { created: at(3) },
      ),
      event('customer.subscription.deleted', { ...messy, status: 'canceled', customer: 'cus_2' }, { created: at(4) }),
      event('customer.subscription.updated', { ...messy, id: 'sub_parked' }, { created: at(4) }),
      event('payment_intent.succeeded', paidIntent('ord_a'), { created: at(4) }),
    ];
    for (const body of bodies)
      await sql`INSERT INTO stripe_events (id, body, type, created, livemode, status) VALUES
        (${body.id}, ${Buffer.from(JSON.stringify(body))}, ${body['type']}, ${body['created']}, false,
         ${JSON.stringify(body).includes('sub_parked') ? 'parked' : 'processed'})`.execute(db);
    await migrate(old);
    const rows = await db.selectFrom('subscription_changes').selectAll().orderBy('event_created').execute();
    expect(
      rows.map(({ subscription_id, event_rank, customer, status, currency }) => [
        subscription_id,
        event_rank,
        customer,
        status,
        currency,
      ]),
    ).toEqual([
      ['sub_1', 1, 'cus_9', 'active', 'gbp'],
      ['sub_2', 2, 'cus_9', 'active', 'gbp'],
      ['sub_1', 9, 'cus_2', 'canceled', 'gbp'],
    ]);
    const objects = bodies.slice(0, 3).map(({ data }) => reducedState(Object(data).object));
    expect(rows.map(({ state }) => state)).toEqual(objects);
    await db.destroy();
  });

  it('keeps older events too, and each once', async () => {
    await tell({ status: 'canceled' }, at(5), 'deleted');
    const told = event('customer.subscription.updated', subscription(), { created: at(3) });
    for (let copy = 0; copy < 2; copy += 1) {
      await till.post(told);
      await till.till.process(told.id);
    }
    const rows = await till.db
      .selectFrom('subscription_changes')
      .select(['status', 'event_created'])
      .orderBy('event_created')
      .execute();
    expect(rows).toEqual([
      { status: 'active', event_created: at(3) },
      { status: 'canceled', event_created: at(5) },
    ]);
    await expect(sql`UPDATE subscription_changes SET status = 'active'`.execute(till.till.db)).rejects.toThrow(
      'permission denied',
    );
  });
});

describe('any history', () => {
  /** A small generator of numbers that are the same in each run. */
  const numbers = (seed: number) => () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };

  it('comes to what counting each day by itself comes to', async () => {
    const next = numbers(7);
    const pick = <T>(...values: readonly [T, ...T[]]): T => values[Math.floor(next() * values.length)] ?? values[0];
    const rows = Array.from({ length: 600 }, (_, index) => {
      const status = pick('active', 'active', 'past_due', 'trialing', 'canceled', 'unpaid', 'incomplete');
      const created = Math.floor(at(1) + next() * 20 * 86_400);
      const currency = pick('gbp', 'gbp', 'eur');
      const discount = {
        start: Math.floor(at(1) + next() * 9 * 86_400),
        end: Math.floor(at(10) + next() * 9 * 86_400),
        coupon: { percent_off: pick(10, 33.3), duration: 'repeating' },
      };
      const state = subscription({
        status,
        currency,
        items: [
          {
            quantity: pick(1, 2),
            price: { unit_amount: pick(999, 2900, 10_001), recurring: { interval: pick('month', 'year', 'week') } },
          },
        ],
        discounts: pick([], [discount]),
        pause_collection: pick(null, null, { behavior: 'void' }),
        cancel_at: pick(null, Math.floor(at(1) + next() * 19 * 86_400)),
      });
      return {
        subscription_id: `sub_${Math.floor(next() * 60)}`,
        event_created: created,
        event_rank: pick(1, 2, 9),
        event_id: `evt_${index}`,
        customer: null,
        status,
        currency,
        state: JSON.stringify(reducedState(state)),
      };
    });
    await till.db.insertInto('subscription_changes').values(rows).execute();
    const { snapshots } = await rebuild(1, 20);
    const order = (row: (typeof rows)[number]) => [row.event_created, row.event_rank, row.event_id] as const;
    const newer = (a: (typeof rows)[number], b: (typeof rows)[number]) => {
      const [x, y] = [order(a), order(b)];
      const index = x.findIndex((value, place) => value !== y[place]);
      return x[index]! < y[index]! ? -1 : 1;
    };
    const stateOn = (day: number) => {
      const until = rows.filter(({ event_created }) => event_created <= lastSecond(day)).toSorted(newer);
      return [...new Map(until.map((row) => [row.subscription_id, row])).values()];
    };
    const recurring = (list: typeof rows, currency: string) =>
      list.filter((row) => row.currency === currency && ['active', 'past_due'].includes(row.status));
    for (const snapshot of snapshots) {
      const day = parseDay(snapshot.day)!;
      const here = recurring(stateOn(day), snapshot.currency);
      const before = recurring(stateOn(day - 1), snapshot.currency);
      const worth = here.map((row) =>
        monthlyRevenue(subscriptionStateSchema.parse(JSON.parse(row.state)), lastSecond(day)),
      );
      const ids = (list: typeof rows) => new Set(list.map((row) => row.subscription_id));
      expect(snapshot).toMatchObject({
        mrr: worth.reduce((sum, one) => sum + one.mrr, 0),
        gross: worth.reduce((sum, one) => sum + one.gross, 0),
        committed: worth.reduce((sum, one) => sum + one.committed, 0),
        active: here.length,
        new: ids(here).difference(ids(before)).size,
        churned: ids(before).difference(ids(here)).size,
      });
    }
    expect(snapshots).toHaveLength(40);
  });

  it('between two boundaries rule R1 never changes its answer', () => {
    const coupon = { percent_off: 50, duration: 'repeating' };
    const state = subscriptionStateSchema.parse(
      subscription({
        discounts: [{ start: at(3), end: at(6), coupon }],
        discount: { start: at(2), end: at(9), coupon },
        cancel_at: at(8),
        items: [
          {
            price: { unit_amount: 100, recurring: { interval: 'month' } },
            discounts: [{ start: at(4), end: at(5), coupon }],
          },
        ],
      }),
    );
    const boundaries = revenueBoundaries(state);
    expect(boundaries).toEqual([2, 3, 4, 5, 6, 8, 9].map((day) => at(day)));
    const answer = (time: number) => JSON.stringify(monthlyRevenue(state, time));
    for (const [index, from] of boundaries.entries()) {
      const to = boundaries[index + 1] ?? from + 86_400;
      for (const time of [from + 1, Math.floor((from + to) / 2), to - 1]) expect(answer(time)).toBe(answer(from));
    }
  });
});

describe('the commands', () => {
  const run = (words: string) => runTill(words, { DATABASE_URL: url });

  it('print the same bytes again, and list what is kept', async () => {
    await tell({}, at(2));
    const words = 'snapshot rebuild --from 2026-03-01 --to 2026-03-05';
    const first = await run(words);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^2026-03-02 gbp v1  mrr 2900 .* first \(rebuild\)$/m);
    expect(first.stdout).toMatch(/^sha256 [0-9a-f]{64}$/m);
    expect((await run(words)).stdout).toBe(first.stdout);
    await tell({ id: 'sub_2' }, at(5));
    const json = JSON.parse((await run(`${words} --json --reason correction`)).stdout);
    expect(json.snapshots.at(-1)).toMatchObject({ day: march(5), version: 2, mrr: 5800 });
    const listed = JSON.parse((await run('snapshots --from 2026-03-05 --versions --json')).stdout);
    expect(
      listed.map(({ version, reason }: { version: number; reason: string }) => [version, reason.slice(-12)]),
    ).toEqual([
      [2, '(correction)'],
      [1, 'st (rebuild)'],
    ]);
    expect(JSON.parse((await run('snapshots --json --currency GBP')).stdout)).toHaveLength(4);
    expect(JSON.parse((await run('snapshots --json --currency eur')).stdout)).toEqual([]);
  });

  it.each([
    ['snapshot rebuild', ['--from is missing', '--to is missing']],
    [
      `snapshot rebuild --from 2026-02-30 --to x --reason ${'x'.repeat(201)}`,
      ['--reason must be 1 to 200 characters', '--from 2026-02-30 is no date', '--to x is no date'],
    ],
    ['snapshot rebuild --from 2026-03-02 --to 2026-03-01', ['--from 2026-03-02 is after --to 2026-03-01']],
    ['snapshot rebuild --from 2026-03-02 --to 2999-03-01', ['2999-03-01 has not ended']],
    ['snapshots --from 1 --currency xx', ['--from 1 is no date', '--currency xx is no currency']],
  ])('%s is refused with all that is wrong', async (words, reasons) => {
    const { code, stdout, stderr } = await run(words);
    expect([code, stdout]).toEqual([2, '']);
    for (const reason of reasons) expect(stderr).toContain(reason);
  });
});

describe('days', () => {
  it.each([
    ['2026-03-01', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-3-1', false],
    ['2026-03-01T00:00:00Z', false],
  ])('%s: %s', (text, good) => {
    const day = parseDay(text);
    expect(day !== undefined).toBe(good);
    if (day !== undefined) expect(dayText(day)).toBe(text);
  });

  it('last 86400 seconds', () => {
    const day = parseDay('2026-03-01')!;
    expect(lastSecond(day) + 1).toBe(firstSecond(day + 1));
  });
});
