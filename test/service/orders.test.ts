import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/service/audit/audit-pg.ts';
import { cancelOrder } from '../../src/service/orders/cancel-order-pg.ts';
import { newOrderSchema } from '../../src/service/orders/order.ts';
import { applyPayment, findOrder, listOrders } from '../../src/service/orders/order-pg.ts';
import { judgePayment, type PayableOrder, type Payment } from '../../src/service/orders/payment.ts';
import { type OrderSearch, searchOrders } from '../../src/service/orders/search-orders-pg.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { lockWaiters } from '../support/lock-waiters.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

const PAYMENT: Payment = { key: 'pi_1', orderId: 'ord_1', amountMinor: 2000, currency: 'gbp', paidAt: 1_768_000_000 };

describe('a payment', () => {
  const order: PayableOrder = { status: 'pending', amountMinor: 2000, currency: 'gbp', paidBy: undefined };
  it.each<[string, PayableOrder | undefined, string, string | undefined]>([
    ['of what is asked', order, 'settled', undefined],
    ['known already', { ...order, status: 'paid', paidBy: 'pi_1' }, 'settled', undefined],
    ['known already of a refunded order', { ...order, status: 'refunded', paidBy: 'pi_1' }, 'settled', undefined],
    ['of no order', undefined, 'unknown-order', 'no order ord_1'],
    [
      'one unit short',
      { ...order, amountMinor: 2001 },
      'refused',
      'order ord_1 asks 2001 gbp, the payment is 2000 gbp',
    ],
    ['one unit over', { ...order, amountMinor: 1999 }, 'refused', 'order ord_1 asks 1999 gbp, the payment is 2000 gbp'],
    [
      'in another currency',
      { ...order, currency: 'eur' },
      'refused',
      'order ord_1 asks 2000 eur, the payment is 2000 gbp',
    ],
    ['of a canceled order', { ...order, status: 'canceled' }, 'refused', 'order ord_1 is canceled'],
    [
      'of an order that is paid',
      { ...order, status: 'paid', paidBy: 'pi_2' },
      'refused',
      'order ord_1 is already paid by pi_2',
    ],
  ])('%s', (_case, given, kind, reason) => {
    expect(judgePayment(given, PAYMENT)).toEqual({ kind, ...(reason === undefined ? {} : { reason }) });
  });
});

describe('a payment that is kept', () => {
  let till: TillApp;
  beforeAll(async () => {
    till = await openTillApp(await postgres.fresh());
  });
  afterAll(() => till.close());
  const pay = (payment: Payment) => till.till.db.transaction().execute((one) => applyPayment(one, payment));
  const create = (id: string) => till.till.createOrder({ id, amount_minor: 2000, currency: 'gbp' });
  const time = (seconds: number) => new Date(seconds * 1000);

  it('pays its order at its time and no other; the earlier time of two stands', async () => {
    await create('ord_1');
    await create('ord_2');
    expect(await pay(PAYMENT)).toEqual({ kind: 'settled' });
    expect(await findOrder(till.db, 'ord_1')).toMatchObject({ status: 'paid', paid_at: time(PAYMENT.paidAt) });
    await pay({ ...PAYMENT, paidAt: PAYMENT.paidAt + 5 });
    expect(await findOrder(till.db, 'ord_1')).toMatchObject({ status: 'paid', paid_at: time(PAYMENT.paidAt) });
    await pay({ ...PAYMENT, paidAt: PAYMENT.paidAt - 5 });
    expect(await findOrder(till.db, 'ord_1')).toMatchObject({ status: 'paid', paid_at: time(PAYMENT.paidAt - 5) });
    expect(await findOrder(till.db, 'ord_2')).toMatchObject({ status: 'pending', paid_at: null });
    const rows = await till.db.selectFrom('payments').selectAll().execute();
    expect(rows).toEqual([
      {
        payment_key: 'pi_1',
        order_id: 'ord_1',
        amount_minor: 2000,
        currency: 'gbp',
        paid_at: time(PAYMENT.paidAt - 5),
        recorded_at: expect.any(Date),
      },
    ]);
  });

  it('is told again, and an earlier time alone makes it newly recorded', async () => {
    await create('ord_3');
    const payment = { ...PAYMENT, key: 'pi_3', orderId: 'ord_3' };
    await pay(payment);
    const past = new Date('2026-01-01T00:00:00Z');
    await till.db.updateTable('payments').set({ recorded_at: past }).where('payment_key', '=', 'pi_3').execute();
    const recorded = async () =>
      (
        await till.db
          .selectFrom('payments')
          .select('recorded_at')
          .where('payment_key', '=', 'pi_3')
          .executeTakeFirstOrThrow()
      ).recorded_at;
    await pay(payment);
    await pay({ ...payment, paidAt: payment.paidAt + 1 });
    expect(await recorded()).toEqual(past);
    await pay({ ...payment, paidAt: payment.paidAt - 1 });
    expect((await recorded()).getTime()).toBeGreaterThan(past.getTime());
  });

  it('belongs to one order: a second order with it is not paid', async () => {
    await create('ord_4');
    await create('ord_5');
    await pay({ ...PAYMENT, key: 'pi_4', orderId: 'ord_4' });
    await expect(pay({ ...PAYMENT, key: 'pi_4', orderId: 'ord_5' })).rejects.toThrow('belongs to another order');
    expect(await findOrder(till.db, 'ord_5')).toMatchObject({ status: 'pending', paid_at: null });
  });

  it('of a refunded order leaves it refunded', async () => {
    await create('ord_6');
    const payment = { ...PAYMENT, key: 'pi_6', orderId: 'ord_6' };
    await pay(payment);
    await till.db.updateTable('orders').set({ status: 'refunded' }).where('id', '=', 'ord_6').execute();
    expect(await pay(payment)).toEqual({ kind: 'settled' });
    expect(await findOrder(till.db, 'ord_6')).toMatchObject({ status: 'refunded' });
  });

  it('changes nothing where it is refused', async () => {
    await create('ord_7');
    expect(await pay({ ...PAYMENT, key: 'pi_7', orderId: 'ord_7', amountMinor: 1999 })).toMatchObject({
      kind: 'refused',
    });
    expect(await findOrder(till.db, 'ord_7')).toMatchObject({ status: 'pending', paid_at: null });
    expect(
      await till.db.selectFrom('payments').select('payment_key').where('order_id', '=', 'ord_7').execute(),
    ).toEqual([]);
  });
});

describe('canceling', () => {
  let till: TillApp;
  beforeAll(async () => {
    till = await openTillApp(await postgres.fresh());
  });
  afterAll(() => till.close());
  const at = new Date('2026-01-02T03:04:05.006Z');
  const cancel = (id: string) => cancelOrder(till.till.db, id, { actor: 'usr_1', at });

  it('ends a pending order alone, audited', async () => {
    for (const id of ['ord_1', 'ord_2']) await till.till.createOrder({ id, amount_minor: 5, currency: 'gbp' });
    await cancel('ord_1');
    expect((await listOrders(till.db)).map(({ id, status }) => [id, status])).toEqual([
      ['ord_1', 'canceled'],
      ['ord_2', 'pending'],
    ]);
    expect(await listAudit(till.db)).toMatchObject([
      { actor: 'usr_1', action: 'order.cancel', subject: 'order ord_1', detail: {}, at },
    ]);
  });

  it.each(['paid', 'part_refunded', 'refunded', 'canceled'] as const)(
    'is refused for an order that is %s',
    async (status) => {
      const id = `ord_${status}`;
      const paid_at = status === 'canceled' ? null : at;
      await till.db.insertInto('orders').values({ id, amount_minor: 5, currency: 'gbp', status, paid_at }).execute();
      const before = await listAudit(till.db);
      await expect(cancel(id)).rejects.toMatchObject({
        problems: [{ code: 'order-not-pending', title: `order ${id} is ${status}` }],
      });
      expect(await findOrder(till.db, id)).toMatchObject({ status });
      expect(await listAudit(till.db)).toEqual(before);
    },
  );

  it('waits for a payment under way, and is refused then', async () => {
    await till.till.createOrder({ id: 'ord_busy', amount_minor: 2000, currency: 'gbp' });
    const asked: Promise<unknown>[] = [];
    await till.db.transaction().execute(async (transaction) => {
      await applyPayment(transaction, { ...PAYMENT, key: 'pi_busy', orderId: 'ord_busy' });
      asked.push(cancel('ord_busy').catch((error: unknown) => error));
      await expect.poll(() => lockWaiters(till.db)).toBe(1);
    });
    expect(await Promise.all(asked)).toMatchObject([{ problems: [{ title: 'order ord_busy is paid' }] }]);
    expect(await findOrder(till.db, 'ord_busy')).toMatchObject({ status: 'paid' });
  });

  it('is refused for an order that is not there', async () => {
    await expect(cancel('ord_none')).rejects.toMatchObject({ problems: [{ code: 'order-unknown' }] });
  });
});

describe('a new order', () => {
  const good = { id: 'ord_a', amount_minor: 2000, currency: 'gbp', email: 'jo@example.com' };
  const long = (length: number) => `${'a'.repeat(length - 12)}@example.com`;
  it.each<[string, object, boolean]>([
    ['all fields', good, true],
    ['an amount of 1', { ...good, amount_minor: 1 }, true],
    ['an amount of 99999999', { ...good, amount_minor: 99_999_999 }, true],
    ['an amount of 100000000', { ...good, amount_minor: 100_000_000 }, false],
    ['an amount of 0', { ...good, amount_minor: 0 }, false],
    ['an amount below 0', { ...good, amount_minor: -1 }, false],
    ['an id of 60 signs', { ...good, id: `ord_${'a'.repeat(60)}` }, true],
    ['an id of 61 signs', { ...good, id: `ord_${'a'.repeat(61)}` }, false],
    ['an id of no sign', { ...good, id: 'ord_' }, false],
    ['an id of every sign', { ...good, id: 'ord_Az09_-' }, true],
    ['an id with a point', { ...good, id: 'ord_a.b' }, false],
    ['another prefix', { ...good, id: 'xord_a' }, false],
    ['a word behind its id', { ...good, id: 'ord_a b' }, false],
    ['an email of 64 signs and a name', { ...good, email: long(76) }, true],
    ['no currency', { id: 'ord_a', amount_minor: 1 }, false],
    ['no amount', { id: 'ord_a', currency: 'gbp' }, false],
    ['no email and no id', { amount_minor: 1, currency: 'jpy' }, true],
    ['a currency of four letters', { ...good, currency: 'gbpp' }, false],
    ['a field that is unknown', { ...good, paid: true }, false],
  ])('with %s', (_case, order, taken) => {
    expect(newOrderSchema.safeParse(order).success).toBe(taken);
  });

  it('has its currency in lower case', () => {
    expect(newOrderSchema.parse({ ...good, currency: 'GbP' })).toEqual(good);
  });
});

describe('a search', () => {
  let till: TillApp;
  beforeAll(async () => {
    till = await openTillApp(await postgres.fresh());
    const rows = [
      ['ord_a1', 'pending', 'Jo@Example.com', 1],
      ['ord_a2', 'paid', 'jo@example.com', 2],
      ['ord_b1', 'pending', 'al@example.com', 3],
      ['ord_b2', 'canceled', null, 3],
      ['ord_b%', 'refunded', 'a_l@example.com', 4],
      ['ord_b_', 'part_refunded', 'bo@example.com', 5],
    ] as const;
    for (const [id, status, customer_email, second] of rows) {
      const paid_at = status === 'pending' || status === 'canceled' ? null : new Date(1);
      const values = {
        id,
        status,
        customer_email,
        amount_minor: 1,
        currency: 'gbp',
        created_at: new Date(second),
        paid_at,
      };
      await till.db.insertInto('orders').values(values).execute();
    }
  });
  afterAll(() => till.close());
  const ALL = ['ord_b_', 'ord_b%', 'ord_b2', 'ord_b1', 'ord_a2', 'ord_a1'];

  it.each<[string, Partial<OrderSearch>, readonly string[]]>([
    ['for nothing finds all, newest first', {}, ALL],
    ['for no text finds all', { text: '' }, ALL],
    ['by the begin of an id', { text: 'ord_a' }, ['ord_a2', 'ord_a1']],
    ['by a whole id', { text: 'ord_a1' }, ['ord_a1']],
    ['by the middle of an id finds none', { text: 'a1' }, []],
    ['by an id in other letters finds none', { text: 'ORD_A1' }, []],
    ['by the begin of an email, in any letters', { text: 'JO@' }, ['ord_a2', 'ord_a1']],
    ['by the middle of an email finds none', { text: 'example' }, []],
    ['by an email, without the right to see emails, finds none', { text: 'jo@', emails: false }, []],
    ['by an id, without the right to see emails', { text: 'ord_a', emails: false }, ['ord_a2', 'ord_a1']],
    ['with a percent sign means that sign', { text: 'ord_b%' }, ['ord_b%']],
    ['with an underscore means that sign', { text: 'a_l' }, ['ord_b%']],
    ['with a backslash finds none', { text: 'ord\\_a' }, []],
    ['with a backslash before a letter finds none', { text: 'or\\d_a' }, []],
    ['by state', { status: 'pending' }, ['ord_b1', 'ord_a1']],
    ['by another state', { status: 'canceled' }, ['ord_b2']],
    ['by customer, in any letters', { customer: 'jo@example.com' }, ['ord_a2', 'ord_a1']],
    ['by the begin of a customer finds none', { customer: 'jo@' }, []],
    ['by customer and state', { customer: 'jo@example.com', status: 'paid' }, ['ord_a2']],
    ['by customer and text of another', { customer: 'jo@example.com', text: 'ord_b' }, []],
    ['by state and text', { status: 'pending', text: 'ord_b' }, ['ord_b1']],
    ['by all three', { customer: 'jo@example.com', status: 'pending', text: 'jo' }, ['ord_a1']],
    ['after an order goes on behind it', { before: 'ord_b2' }, ['ord_b1', 'ord_a2', 'ord_a1']],
    ['after an order of the same moment', { before: 'ord_b1' }, ['ord_a2', 'ord_a1']],
    ['after the last finds none', { before: 'ord_a1' }, []],
    ['after an order that is not there finds none', { before: 'ord_none' }, []],
    ['after an order, by state', { before: 'ord_b1', status: 'pending' }, ['ord_a1']],
    ['for two at most', { limit: 2 }, ['ord_b_', 'ord_b%']],
  ])('%s', async (_case, search, ids) => {
    const found = await searchOrders(till.till.db, { limit: 100, emails: true, ...search });
    expect(found.map(({ id }) => id)).toEqual(ids);
  });

  it('is not the list of all, which is oldest first', async () => {
    expect((await listOrders(till.till.db)).map(({ id }) => id)).toEqual([
      'ord_a1',
      'ord_a2',
      'ord_b1',
      'ord_b2',
      'ord_b%',
      'ord_b_',
    ]);
  });
});
