import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listAudit, verifyAudit } from '../../src/service/audit/audit-pg.ts';
import { parseWindow } from '../../src/service/commands/parse-window.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { compareLedgers } from '../../src/service/reconciliation/compare-ledgers.ts';
import { type Entry, ENTRY_KINDS } from '../../src/service/reconciliation/entry.ts';
import { acceptIssue, listIssues } from '../../src/service/reconciliation/issue-pg.ts';
import {
  findEntries,
  findLocalLedger,
  findOrderIds,
  listEntries,
} from '../../src/service/reconciliation/local-ledger-pg.ts';
import { runReconciliation } from '../../src/service/reconciliation/run-reconciliation.ts';
import { sliceEntries } from '../../src/service/reconciliation/slice-entries.ts';
import type { StripeLedger } from '../../src/service/reconciliation/stripe-ledger.ts';
import { stripeLedger } from '../../src/service/stripe/ledger-stripe.ts';
import { stripeClient } from '../../src/service/stripe/stripe-client.ts';
import { type StandIn, startStandIn } from '../../src/standin/start-stand-in.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { till as command } from '../support/program.ts';
import { event, paidIntent, subscription } from '../support/signed.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';

const DAY = { from: new Date('2027-01-15T00:00:00Z'), to: new Date('2027-01-16T00:00:00Z') };
const NOON = Date.parse('2027-01-15T12:00:00Z') / 1000;
const KEY = 'sk_test_local_dummy_key_0001';

describe('the comparison', () => {
  const payment = (fields: object = {}): Entry => ({
    kind: 'payment',
    key: 'pi_1',
    amountMinor: 2000,
    currency: 'gbp',
    paid: true,
    orderId: 'ord_1',
    at: NOON,
    ...fields,
  });
  const refund = (fields: object = {}): Entry => ({
    kind: 'refund',
    key: 're_1',
    paymentKey: 'pi_1',
    amountMinor: 500,
    currency: 'gbp',
    status: 'succeeded',
    orderId: null,
    at: NOON,
    ...fields,
  });
  const sub = (status: string): Entry => ({ kind: 'subscription', key: 'sub_1', status, at: NOON });

  it.each<[string, Entry[], Entry[], string[]]>([
    ['a payment that both have is no difference', [payment()], [payment()], []],
    ['nor is one that the two sides date some seconds apart', [payment()], [payment({ at: NOON + 7 })], []],
    ['a payment of an order of ours that Till has not', [payment()], [], ['payment_missing pi_1: 2000 gbp | nothing']],
    ['a payment that names no order is not ours', [payment({ orderId: null })], [], []],
    ['a payment that names an order which is not ours is not ours', [payment({ orderId: 'shop_7' })], [], []],
    ['a charge that failed, or was not captured, is no payment', [payment({ paid: false })], [], []],
    ['a payment that Stripe has not', [], [payment()], ['payment_unknown pi_1: nothing | 2000 gbp']],
    [
      'a payment whose charge failed is one that Stripe has not',
      [payment({ paid: false })],
      [payment()],
      ['payment_unknown pi_1: nothing | 2000 gbp'],
    ],
    [
      'a charge that failed before the one that paid hides nothing',
      [payment(), payment({ paid: false, amountMinor: 0 })],
      [payment()],
      [],
    ],
    [
      'an amount that differs',
      [payment({ amountMinor: 1999 })],
      [payment()],
      ['payment_differs pi_1: 1999 gbp | 2000 gbp'],
    ],
    [
      'a currency that differs, also where Stripe names no order',
      [payment({ currency: 'usd', orderId: null })],
      [payment()],
      ['payment_differs pi_1: 2000 usd | 2000 gbp'],
    ],
    ['a refund of our payment that Till has not', [refund()], [], ['refund_missing re_1: 500 gbp succeeded | nothing']],
    ["a refund of somebody else's payment is not ours", [refund({ paymentKey: 'pi_other' })], [], []],
    ['a refund that names no payment is not ours', [refund({ paymentKey: null })], [], []],
    ['a refund that Stripe has not', [], [refund()], ['refund_unknown re_1: nothing | 500 gbp succeeded']],
    [
      'a refund whose status differs',
      [refund({ status: 'failed' })],
      [refund()],
      ['refund_differs re_1: 500 gbp failed | 500 gbp succeeded'],
    ],
    [
      'a refund whose amount differs',
      [refund({ amountMinor: 501 })],
      [refund()],
      ['refund_differs re_1: 501 gbp succeeded | 500 gbp succeeded'],
    ],
    ['a subscription that Till has not', [sub('active')], [], ['subscription_missing sub_1: active | nothing']],
    ['a subscription that Stripe has not', [], [sub('active')], ['subscription_unknown sub_1: nothing | active']],
    [
      'a subscription whose status differs',
      [sub('canceled')],
      [sub('active')],
      ['subscription_differs sub_1: canceled | active'],
    ],
  ])('%s', (_claim, stripe, till, expected) => {
    const local = { entries: till, orderIds: new Set(['ord_1']), paymentKeys: new Set(['pi_1']) };
    const lines = compareLedgers(stripe, local).map(
      ({ kind, subject, detail }) => `${kind} ${subject}: ${detail.stripe ?? 'nothing'} | ${detail.till ?? 'nothing'}`,
    );
    expect(lines).toEqual(expected);
  });

  it.each([
    ['none', []],
    ['fewer than a slice', [5, 3]],
    ['exactly one slice', [9, 5, 3]],
    ['several slices', [9, 8, 7, 6, 5, 4, 3]],
    ['a margin around the window', [12, 11, 10, 9, 1, 0, -1, -2]],
    ['many in one second', [5, 5, 5, 5, 5]],
  ])('slices of %s cover the window once and hold every entry', async (_case, times) => {
    const at = (seconds: number) => new Date(seconds * 1000);
    const entries = times.map((time, index) => ({ ...sub('active'), key: `sub_${index}`, at: time }));
    const stream = (async function* read() {
      yield* entries;
    })();
    const slices = await Array.fromAsync(sliceEntries(stream, { from: at(2), to: at(10) }, 3));
    expect(slices.flatMap((slice) => slice.entries)).toEqual(entries);
    expect([slices[0]?.to, slices.at(-1)?.from]).toEqual([at(10), at(2)]);
    for (const [index, slice] of slices.slice(1).entries()) expect(slice.to).toEqual(slices[index]?.from);
  });
});

describe('the window', () => {
  it.each([
    ['2027-01-15', '2027-01-16', DAY],
    ['2027-01-15T01:00:00+01:00', '2027-01-16T00:00Z', DAY],
  ])('%s to %s', (from, to, window) => {
    expect(parseWindow({ from, to })).toEqual(window);
  });

  it.each([
    [undefined, undefined, ['--from is missing', '--to is missing']],
    ['yesterday', '2027-02-30', ['--from yesterday is no date', '--to 2027-02-30 is no date']],
    ['2027-01-15T00:00:00', '2027-01-16', ['--from 2027-01-15T00:00:00 is no date']],
    ['2027-01-16', '2027-01-16', ['--from 2027-01-16 is not before --to 2027-01-16']],
  ])('%s to %s is refused, all at once', (from, to, titles) => {
    expect(() => parseWindow({ from, to })).toThrow(
      expect.objectContaining({
        problems: titles.map((title) => expect.objectContaining({ title: expect.stringContaining(title) })),
      }),
    );
  });
});

describe('a run', () => {
  let postgres: TestPostgres;
  let url: string;
  let till: TillApp;
  let standIn: StandIn;
  let stripe: Stripe;
  let clock = NOON;
  const waits: number[] = [];

  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    clock = NOON;
    waits.length = 0;
    url = await postgres.fresh();
    till = await openTillApp(url);
    standIn = await startStandIn({ now: () => clock * 1000 });
    stripe = stripeClient(readConfig({ STRIPE_API_KEY: KEY, STRIPE_API_BASE: standIn.url }));
  });
  afterEach(async () => {
    await till.close();
    await standIn.close();
  });

  const run = (window = DAY) => {
    const ledger = stripeLedger(stripe, async (ms) => void waits.push(ms));
    return runReconciliation(till.till.db, ledger, { window, at: new Date() });
  };
  const lines = (issues: readonly { kind: string; subject: string }[]) =>
    issues.map(({ kind, subject }) => `${kind} ${subject}`).toSorted();
  const createOrder = (id: string) =>
    till.app.inject({ method: 'POST', url: '/api/orders', payload: { id, amount_minor: 2000, currency: 'gbp' } });
  const charge = (order: string, fields: object = {}) =>
    stripe.paymentIntents.create({
      amount: 2000,
      currency: 'gbp',
      confirm: true,
      payment_method: 'pm_card_visa',
      metadata: { order_id: order },
      ...fields,
    });
  const subscribe = async () => {
    const product = await stripe.products.create({ name: 'Plan' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'gbp',
      unit_amount: 2900,
      recurring: { interval: 'month' },
    });
    return stripe.subscriptions.create({ customer: 'cus_1', items: [{ price: price.id }] });
  };
  /** Delivers every event that the stand-in has, oldest first: what was lost arrives. */
  const deliver = async () => {
    const events = await Array.fromAsync(stripe.events.list({ limit: 100 }));
    for (const one of events.toReversed()) await till.post(one);
  };
  const audited = async () =>
    (await listAudit(till.db)).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);

  it('of what Till has, each kind begins with the window and ends before its end', async () => {
    const second = (offset: number) => new Date((NOON + offset) * 1000);
    const moments = { before: -1, first: 0, last: 59, after: 60 };
    for (const [name, offset] of Object.entries(moments)) {
      await till.db
        .insertInto('orders')
        .values({ id: `ord_${name}`, amount_minor: 9, currency: 'gbp', status: 'paid', paid_at: second(0) })
        .execute();
      const payment = { order_id: `ord_${name}`, payment_key: `pi_${name}`, amount_minor: 9, currency: 'gbp' };
      await till.db
        .insertInto('payments')
        .values({ ...payment, paid_at: second(offset) })
        .execute();
      await till.db
        .insertInto('refunds')
        .values({
          ...payment,
          id: `re_${name}`,
          status: 'succeeded',
          refunded_at: second(offset),
          event_created: 1,
          event_rank: 1,
        })
        .execute();
      await till.post(
        event('customer.subscription.created', subscription({ id: `sub_${name}`, created: NOON + offset })),
      );
    }
    const window = { from: second(0), to: second(60) };
    const prefixes = { payment: 'pi', refund: 're', subscription: 'sub' };
    for (const kind of ENTRY_KINDS) {
      const pages = await Array.fromAsync(listEntries(till.db, kind, window));
      expect(pages.flat().map(({ key }) => key)).toEqual([`${prefixes[kind]}_first`, `${prefixes[kind]}_last`]);
      const found = await findEntries(till.db, kind, [`${prefixes[kind]}_after`, 'none']);
      expect(found.map(({ key }) => key)).toEqual([`${prefixes[kind]}_after`]);
    }
    expect([...(await findOrderIds(till.db, ['ord_last', 'ord_none']))]).toEqual(['ord_last']);
    const refund: Entry = {
      kind: 'refund',
      key: 're_none',
      paymentKey: 'pi_last',
      amountMinor: 9,
      currency: 'gbp',
      status: 'succeeded',
      orderId: 'ord_last',
      at: NOON,
    };
    const kept = await findLocalLedger(till.db, 'refund', [refund, { ...refund, paymentKey: 'pi_none' }]);
    expect([kept.entries, [...kept.orderIds], [...kept.paymentKeys]]).toEqual([[], ['ord_last'], ['pi_last']]);
  });

  it('finds nothing where all events arrived', async () => {
    await createOrder('ord_a');
    const intent = await charge('ord_a');
    await stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
    await subscribe();
    const ended = await subscribe();
    await stripe.subscriptions.cancel(ended.id);
    await deliver();
    expect(await run()).toEqual({
      compared: {
        payment: { stripe: 1, till: 1 },
        refund: { stripe: 1, till: 1 },
        subscription: { stripe: 2, till: 2 },
      },
      opened: [],
      open: [],
      accepted: [],
      resolved: [],
    });
    expect(await audited()).toEqual([]);
  });

  it('opens one issue for each event that was lost, keeps it, and resolves it when the event arrives; both are audited', async () => {
    await createOrder('ord_a');
    const intent = await charge('ord_a');
    const first = await run();
    expect(lines(first.opened)).toEqual([`payment_missing ${intent.id}`]);
    const [issue] = first.opened;
    expect(issue).toMatchObject({
      status: 'open',
      at: new Date(NOON * 1000),
      detail: { stripe: '2000 gbp', till: null, order: 'ord_a' },
    });
    expect(await run()).toMatchObject({ opened: [], open: [{ id: issue?.id }], resolved: [] });
    await deliver();
    expect(await run()).toMatchObject({ opened: [], open: [], resolved: [{ id: issue?.id }] });
    expect(await listIssues(till.db)).toMatchObject([
      {
        id: issue?.id,
        status: 'resolved',
        resolved_by: 'reconciliation',
        resolution: 'the difference is gone',
        resolved_at: expect.any(Date),
      },
    ]);
    expect(await audited()).toEqual([
      `reconciliation issue.open issue ${issue?.id}`,
      `reconciliation issue.resolve issue ${issue?.id}`,
    ]);
    expect((await verifyAudit(till.db)).fault).toBeNull();
    expect(await run()).toMatchObject({ opened: [], open: [], resolved: [] });
  });

  it('a difference that comes back after it was resolved is a new issue, also for a canceled subscription', async () => {
    const sub = await subscribe();
    await run();
    await deliver();
    await run();
    await stripe.subscriptions.cancel(sub.id);
    await till.db.deleteFrom('subscriptions').execute();
    expect(lines((await run()).opened)).toEqual([`subscription_missing ${sub.id}`]);
    expect((await listIssues(till.db)).map((issue) => issue.status)).toEqual(['open', 'resolved']);
  });

  it('an issue that is open says how the two sides differ now', async () => {
    const sub = await subscribe();
    await deliver();
    await till.db.updateTable('subscriptions').set({ status: 'past_due' }).execute();
    await run();
    await stripe.subscriptions.cancel(sub.id);
    await run();
    expect(await listIssues(till.db)).toMatchObject([
      { kind: 'subscription_differs', detail: { stripe: 'canceled', till: 'past_due' } },
    ]);
  });

  it('finds amounts, refunds and states that differ, and what Stripe never had', async () => {
    for (const id of ['ord_a', 'ord_b']) await createOrder(id);
    const intent = await charge('ord_a');
    const [lost, changed] = [
      await stripe.refunds.create({ payment_intent: intent.id, amount: 100 }),
      await stripe.refunds.create({ payment_intent: intent.id, amount: 200 }),
    ];
    await deliver();
    await till.db.deleteFrom('refunds').where('id', '=', lost.id).execute();
    await till.db.updateTable('refunds').set({ status: 'pending' }).where('id', '=', changed.id).execute();
    await till.db.updateTable('payments').set({ amount_minor: 1999 }).execute();
    await till.post(event('payment_intent.succeeded', paidIntent('ord_b', { id: 'pi_invented' }), { created: NOON }));
    await till.post(event('customer.subscription.created', subscription({ id: 'sub_invented', created: NOON })));
    expect(lines((await run()).opened)).toEqual([
      `payment_differs ${intent.id}`,
      'payment_unknown pi_invented',
      `refund_differs ${changed.id}`,
      `refund_missing ${lost.id}`,
      'subscription_unknown sub_invented',
    ]);
  });

  it('charges that were declined, or are not ours, open nothing', async () => {
    await createOrder('ord_a');
    await expect(charge('ord_a', { payment_method: 'pm_card_chargeDeclined' })).rejects.toThrow('declined');
    await charge('shop_7');
    await charge('ord_a', { metadata: {} });
    expect(await run()).toMatchObject({ compared: { payment: { stripe: 3 } }, opened: [] });
  });

  it.each([
    ['paid and captured', {}, true],
    ['held on the card and never captured', { captured: false, amount_captured: 0 }, false],
    ['under way', { status: 'pending' }, false],
    ['not paid', { paid: false }, false],
  ])('a charge that is %s', async (_what, fields, paid) => {
    const { id } = await charge('ord_a');
    const [made] = (await stripe.charges.list({ payment_intent: id })).data;
    const told = { charges: { list: async () => ({ data: [{ ...made, ...fields }] }) } };
    const client: Parameters<typeof stripeLedger>[0] = Object.assign(JSON.parse('{}'), told);
    expect(await stripeLedger(client).find('payment', id)).toMatchObject({ key: id, paid });
  });

  it('a card that was declined before another one paid hides neither the payment nor its loss', async () => {
    await createOrder('ord_a');
    const { id } = await charge('ord_a', { confirm: false });
    const pay = (payment_method: string) => stripe.paymentIntents.confirm(id, { payment_method });
    await expect(pay('pm_card_chargeDeclined')).rejects.toThrow('declined');
    clock = NOON + 5;
    await pay('pm_card_visa');
    expect(lines((await run()).opened)).toEqual([`payment_missing ${id}`]);
    await deliver();
    expect((await run()).resolved).toHaveLength(1);
  });

  it('finds a payment whose order only the checkout session names, also one that began the day before', async () => {
    for (const id of ['ord_a', 'ord_b']) await createOrder(id);
    const intents: unknown[] = [];
    for (const [order, began] of [
      ['ord_a', NOON],
      ['shop_7', NOON],
      ['ord_b', DAY.from.getTime() / 1000 - 80_000],
    ] as const) {
      clock = began;
      const session = await stripe.checkout.sessions.create({
        mode: 'payment',
        metadata: { order_id: order },
        line_items: [{ quantity: 1, price_data: { currency: 'gbp', unit_amount: 2000, product: 'prod_1' } }],
      });
      clock = NOON;
      await stripe.rawRequest('POST', `/v1/payment_pages/${session.id}/confirm`, {});
      intents.push((await stripe.checkout.sessions.retrieve(session.id)).payment_intent);
    }
    const { opened } = await run();
    expect(lines(opened)).toEqual(
      [`payment_missing ${String(intents[0])}`, `payment_missing ${String(intents[2])}`].toSorted(),
    );
    expect(opened.map((issue) => issue.detail.order)).toEqual(expect.arrayContaining(['ord_a', 'ord_b']));
    expect((await run()).open).toHaveLength(2);
    await deliver();
    expect(await run()).toMatchObject({ opened: [], open: [], resolved: [{}, {}] });
  });

  it.each([
    ['begin', DAY.from.getTime() / 1000],
    ['end', DAY.to.getTime() / 1000],
  ])('a payment that the two sides date either side of the %s opens nothing', async (_edge, edge) => {
    for (const [order, theirs, ours] of [
      ['ord_a', edge - 3, edge + 3],
      ['ord_b', edge + 3, edge - 3],
      // A debit is charged days before it is paid.
      ['ord_c', edge - 400_000, edge + 3],
      ['ord_d', edge + 3, edge + 400_000],
    ] as const) {
      await createOrder(order);
      clock = theirs;
      const { id } = await charge(order);
      await till.post(event('payment_intent.succeeded', paidIntent(order, { id }), { created: ours }));
    }
    expect(await run()).toMatchObject({ opened: [], open: [], resolved: [] });
  });

  it('a window opens only what happened in it, and every run looks again at what is open', async () => {
    await createOrder('ord_a');
    const first = await charge('ord_a');
    const nextDay = { from: DAY.to, to: new Date(DAY.to.getTime() + 86_400_000) };
    clock = DAY.to.getTime() / 1000;
    await createOrder('ord_b');
    const second = await charge('ord_b');
    expect(lines((await run()).opened)).toEqual([`payment_missing ${first.id}`]);
    const next = await run(nextDay);
    expect([lines(next.opened), lines(next.open), next.resolved]).toEqual([
      [`payment_missing ${second.id}`],
      [`payment_missing ${first.id}`],
      [],
    ]);
    await deliver();
    expect(lines((await run(nextDay)).resolved)).toEqual(
      [`payment_missing ${first.id}`, `payment_missing ${second.id}`].toSorted(),
    );
  });

  it('meets a subscription that changed in the window, however long ago it began', async () => {
    const old = await subscribe();
    const quiet = await subscribe();
    await deliver();
    clock = NOON + 40 * 86_400;
    const later = new Date(clock * 1000);
    const window = { from: new Date(later.getTime() - 86_400_000), to: new Date(later.getTime() + 86_400_000) };
    await stripe.subscriptions.cancel(old.id);
    expect(lines((await run(window)).opened)).toEqual([`subscription_differs ${old.id}`]);
    expect((await run(window)).compared.subscription).toEqual({ stripe: 0, till: 0 });
    await deliver();
    expect(lines((await run(window)).resolved)).toEqual([`subscription_differs ${old.id}`]);
    await stripe.subscriptions.cancel(quiet.id);
    expect((await run()).opened).toHaveLength(1);
  });

  it('another difference leaves an accepted one as it is', async () => {
    await createOrder('ord_a');
    await charge('ord_a');
    const [issue] = (await run()).opened;
    await acceptIssue(till.db, issue?.id ?? '', { by: 'cli', how: 'paid in cash', at: new Date() });
    const { id: subject } = await subscribe();
    expect(await run()).toMatchObject({ opened: [{ subject }], accepted: [{ id: issue?.id }], resolved: [] });
    expect((await listIssues(till.db)).map(({ status }) => status).toSorted()).toEqual(['accepted', 'open']);
  });

  it('an accepted difference is not open, opens again when it changes, and is resolved when it is gone', async () => {
    await createOrder('ord_a');
    const { id: intent } = await charge('ord_a');
    const [issue] = (await run()).opened;
    const accepted = { by: 'cli', how: 'paid in cash', at: new Date() };
    expect(await acceptIssue(till.db, issue?.id ?? '', accepted)).toMatchObject([{ status: 'accepted' }]);
    expect(await acceptIssue(till.db, issue?.id ?? '', accepted)).toEqual([]);
    for (const _ of [1, 2])
      expect(await run()).toMatchObject({ opened: [], open: [], accepted: [{ id: issue?.id }], resolved: [] });

    await till.db
      .insertInto('payments')
      .values({
        payment_key: intent,
        order_id: 'ord_a',
        amount_minor: 1,
        currency: 'gbp',
        paid_at: new Date(NOON * 1000),
      })
      .execute();
    const changed = await run();
    expect(changed).toMatchObject({
      opened: [{ kind: 'payment_differs' }],
      accepted: [],
      resolved: [{ id: issue?.id }],
    });
    const [other] = changed.opened;
    await acceptIssue(till.db, other?.id ?? '', accepted);
    await till.db.updateTable('payments').set({ amount_minor: 2 }).execute();
    expect(await run()).toMatchObject({
      opened: [{ id: other?.id, status: 'open', resolution: null, detail: { till: '2 gbp' } }],
      accepted: [],
      resolved: [],
    });
    await acceptIssue(till.db, other?.id ?? '', accepted);
    await till.db.updateTable('payments').set({ amount_minor: 2000 }).execute();
    expect(await run()).toMatchObject({ open: [], accepted: [], resolved: [{ id: other?.id }] });
    expect((await audited()).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'reconciliation issue.open',
      'cli issue.accept',
      'reconciliation issue.open',
      'reconciliation issue.resolve',
      'cli issue.accept',
      'reconciliation issue.open',
      'cli issue.accept',
      'reconciliation issue.resolve',
    ]);
  });

  it('more than a page on both sides: cursors lose nothing', async () => {
    const made: string[] = [];
    for (let n = 0; n < 250; n += 1) {
      clock = NOON + Math.floor(n / 3);
      made.push((await charge(`ord_${n}`)).id);
    }
    await till.db
      .insertInto('orders')
      .values(made.map((_, n) => ({ id: `ord_${n}`, amount_minor: 2000, currency: 'gbp', customer_email: null })))
      .execute();
    const known = made.map((id, n) => ({
      payment_key: id,
      order_id: `ord_${n}`,
      amount_minor: 2000,
      currency: 'gbp',
      paid_at: new Date((NOON + Math.floor(n / 3)) * 1000),
    }));
    const lost = [0, 99, 100, 101, 249];
    await till.db
      .insertInto('payments')
      .values(known.filter((_, n) => !lost.includes(n)))
      .execute();
    const found = await run();
    expect(found.compared.payment).toEqual({ stripe: 250, till: 245 });
    const orders = new Set(found.opened.map((issue) => issue.detail.order));
    expect([found.opened.length, orders]).toEqual([lost.length, new Set(lost.map((n) => `ord_${n}`))]);
    expect(standIn.calls.filter((call) => call === 'GET /v1/charges')).toHaveLength(3 + lost.length);
  });

  it('more rows here than a page that Stripe never had', async () => {
    const rows = Array.from({ length: 1100 }, (_, n) => n);
    await till.db
      .insertInto('orders')
      .values(rows.map((n) => ({ id: `ord_${n}`, amount_minor: 2000, currency: 'gbp', customer_email: null })))
      .execute();
    await till.db
      .insertInto('payments')
      .values(
        rows.map((n) => ({
          payment_key: `pi_${n}`,
          order_id: `ord_${n}`,
          amount_minor: 2000,
          currency: 'gbp',
          paid_at: new Date(NOON * 1000),
        })),
      )
      .execute();
    expect((await run()).opened).toHaveLength(1100);
    expect((await verifyAudit(till.db)).entries).toBe(1100);
  });

  it('waits out a rate limit for as long as it asks', async () => {
    await createOrder('ord_a');
    await charge('ord_a');
    let limited = 0;
    standIn.setFault((_method, path) => (path === '/v1/charges' && (limited += 1) <= 2 ? 429 : undefined));
    expect((await run()).opened).toHaveLength(1);
    expect(waits).toEqual([1000, 1000]);
  });

  it.each(['reset', 500] as const)('goes on after a %s', async (fault) => {
    await subscribe();
    let broken = 0;
    standIn.setFault((_method, path) => (path === '/v1/subscriptions' && (broken += 1) <= 1 ? fault : undefined));
    expect((await run()).opened).toHaveLength(1);
  });

  it('a Stripe that cannot be read ends the run, resolves nothing, and leaves no lock', async () => {
    await createOrder('ord_a');
    await charge('ord_a');
    await run();
    await deliver();
    standIn.setFault((_method, path) => (path === '/v1/subscriptions' ? 429 : undefined));
    await expect(run()).rejects.toThrow('Stripe: injected');
    expect(await listIssues(till.db)).toMatchObject([{ status: 'open' }]);
    standIn.setFault(undefined);
    expect((await run()).resolved).toHaveLength(1);
  });

  it('two runs at once: one is told to wait', async () => {
    await createOrder('ord_a');
    await charge('ord_a');
    const { promise: reading, resolve: reads } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const ledger = stripeLedger(stripe);
    // Holds the first run inside its reading until the second one has had its answer.
    const slow: StripeLedger = {
      ...ledger,
      async *list(kind, window) {
        reads();
        await released;
        yield* ledger.list(kind, window);
      },
    };
    const first = runReconciliation(till.till.db, slow, { window: DAY, at: new Date() });
    await reading;
    await expect(run()).rejects.toThrow(/another|running/i);
    release();
    expect((await first).opened).toHaveLength(1);
    expect(await listIssues(till.db)).toHaveLength(1);
  });

  it('an event that arrives while a run reads is no difference', async () => {
    await createOrder('ord_a');
    await charge('ord_a');
    const ledger = stripeLedger(stripe);
    const late = {
      ...ledger,
      find: async (kind: Entry['kind'], key: string) => {
        await deliver();
        return ledger.find(kind, key);
      },
    };
    expect((await runReconciliation(till.till.db, late, { window: DAY, at: new Date() })).opened).toEqual([]);
  });

  it('on the command line: reconcile, issues, resolve by hand', async () => {
    const environment = { DATABASE_URL: url, STRIPE_API_KEY: KEY, STRIPE_API_BASE: standIn.url };
    const words = 'reconcile --from 2027-01-15 --to 2027-01-16';
    expect(await command(words, environment)).toEqual({
      code: 0,
      stdout:
        'payments       Stripe 0, Till 0\nrefunds        Stripe 0, Till 0\nsubscriptions  Stripe 0, Till 0\nissues         0 opened, 0 still open, 0 accepted, 0 resolved\n',
      stderr: '',
    });
    await createOrder('ord_a');
    const { id: intent } = await charge('ord_a');
    const opened = await command(words, environment);
    expect(opened.code).toBe(1);
    expect(opened.stdout).toMatch(
      new RegExp(`^opened {9}iss_\\w+ payment_missing ${intent} \\(ord_a\\): Stripe 2000 gbp, Till nothing$`, 'm'),
    );
    const again = await command(`${words} --json`, environment);
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([
      1,
      { from: '2027-01-15T00:00:00.000Z', opened: [], open: [{ subject: intent }], resolved: [] },
    ]);
    const [issue] = JSON.parse((await command('issues --json', environment)).stdout);
    expect(await command(`issues resolve ${issue.id}`, environment)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^usage-wrong: --reason[^\n]*\nnot-confirmed:/),
    });
    const resolve = `issues resolve ${issue.id} --reason written-off --yes --json`;
    const resolved = await command(resolve, environment);
    expect(JSON.parse(resolved.stdout)).toMatchObject({
      status: 'resolved',
      resolved_by: 'cli',
      resolution: 'written-off',
    });
    expect(await command(resolve, environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('issue-not-open'),
    });
    expect((await audited()).at(-1)).toBe(`cli issue.resolve issue ${issue.id}`);
    expect(await command('reconcile --from 2027-01-16 --to 2027-01-15', environment)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('is not before'),
    });
  });
});
