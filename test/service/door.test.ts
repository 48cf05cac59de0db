import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/service/orders/payment.ts';
import type { RefundChange, RefundOutcome } from '../../src/service/refunds/refund.ts';
import type { SubscriptionChange } from '../../src/service/subscriptions/subscription.ts';
import { HANDLED_TYPES, handleEvent, verdictAtDoor } from '../../src/service/webhooks/handle-event.ts';
import { parseSnapshotEvent, type SnapshotEvent } from '../../src/service/webhooks/snapshot-event.ts';

const event = (fields: object): SnapshotEvent => {
  const whole = { id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', created: 1000, data: { object: {} } };
  const parsed = parseSnapshotEvent(JSON.stringify({ ...whole, ...fields }));
  if (parsed === undefined) throw new Error('no event');
  return parsed;
};

describe('at the door', () => {
  it.each<[string, object, { livemode: boolean; account: string | undefined }, string | undefined]>([
    ['a test event in test mode', {}, { livemode: false, account: undefined }, undefined],
    ['a live event in live mode', { livemode: true }, { livemode: true, account: undefined }, undefined],
    [
      'a live event in test mode',
      { livemode: true },
      { livemode: false, account: undefined },
      'a live event in test mode',
    ],
    ['a test event in live mode', {}, { livemode: true, account: undefined }, 'a test event in live mode'],
    [
      'an account, where none is ours',
      { account: 'acct_a' },
      { livemode: false, account: undefined },
      'an event of account acct_a',
    ],
    ['another account', { account: 'acct_a' }, { livemode: false, account: 'acct_b' }, 'an event of account acct_a'],
    ['our account', { account: 'acct_a' }, { livemode: false, account: 'acct_a' }, undefined],
    ['no account, where one is ours', {}, { livemode: false, account: 'acct_a' }, undefined],
    ['an empty account', { account: null }, { livemode: false, account: 'acct_a' }, undefined],
    [
      'a type without effect',
      { type: 'plan.created' },
      { livemode: false, account: undefined },
      'no handler for plan.created',
    ],
  ])('%s', (_claim, fields, ours, reason) => {
    const verdict = verdictAtDoor(event(fields), ours);
    expect(verdict === undefined || verdict.kind === 'processed' ? undefined : verdict.reason).toBe(reason);
  });

  it('these types have an effect, and no other', () => {
    expect(HANDLED_TYPES.toSorted()).toEqual([
      'charge.refund.updated',
      'charge.refunded',
      'checkout.session.async_payment_succeeded',
      'checkout.session.completed',
      'customer.subscription.created',
      'customer.subscription.deleted',
      'customer.subscription.paused',
      'customer.subscription.pending_update_applied',
      'customer.subscription.pending_update_expired',
      'customer.subscription.resumed',
      'customer.subscription.trial_will_end',
      'customer.subscription.updated',
      'payment_intent.succeeded',
      'refund.created',
      'refund.failed',
      'refund.updated',
    ]);
  });
});

/** Hands one event on, and tells the verdict and what was asked of the database. */
async function handled(type: string, object: object, refund: RefundOutcome = { kind: 'settled' }) {
  const paid: Payment[] = [];
  const refunded: RefundChange[] = [];
  const changed: SubscriptionChange[] = [];
  const effects = {
    payOrder: async (payment: Payment) => (paid.push(payment), { kind: 'settled' as const }),
    setRefund: async (change: RefundChange) => (refunded.push(change), refund),
    setSubscription: async (change: SubscriptionChange) => (changed.push(change), 'set' as const),
  };
  const ours = { livemode: false, account: undefined };
  const verdict = await handleEvent(event({ type, data: { object } }), ours, effects);
  return { verdict, paid, refunded, changed };
}

const SESSION = {
  id: 'cs_1',
  payment_status: 'paid',
  amount_total: 2000,
  currency: 'gbp',
  payment_intent: 'pi_1',
  metadata: { order_id: 'ord_1' },
};
const PAYMENT = { key: 'pi_1', orderId: 'ord_1', amountMinor: 2000, currency: 'gbp', paidAt: 1000 };

describe('a checkout session', () => {
  const session = (fields: object) => handled('checkout.session.completed', { ...SESSION, ...fields });
  it.each([
    ['that is paid, pays', {}, [PAYMENT]],
    ['whose intent comes whole, pays', { payment_intent: { id: 'pi_1' } }, [PAYMENT]],
    ['without an intent, pays under its own name', { payment_intent: null }, [{ ...PAYMENT, key: 'cs_1' }]],
    ['of nothing, pays nothing but its own sum', { amount_total: 0 }, [{ ...PAYMENT, amountMinor: 0 }]],
    ['that is not paid, pays nothing', { payment_status: 'unpaid' }, []],
    ['that needs no payment, pays nothing', { payment_status: 'no_payment_required' }, []],
    ['that names no order, pays nothing', { metadata: {} }, []],
    ['without metadata, pays nothing', { metadata: null }, []],
    ['without a sum, pays nothing', { amount_total: null }, []],
    ['without a currency, pays nothing', { currency: null }, []],
  ])('%s', async (_claim, fields, paid) => {
    const { verdict, ...asked } = await session(fields);
    expect([verdict.kind, asked.paid]).toEqual([paid.length > 0 ? 'processed' : 'ignored', paid]);
  });
});

describe('a payment intent', () => {
  it.each([
    ['pays what was received, not what was asked', { amount: 9, amount_received: 2000 }, 2000],
    ['that names no order, pays nothing', { amount_received: 2000, metadata: {} }, null],
  ])('%s', async (_claim, fields, amountMinor) => {
    const intent = { id: 'pi_1', currency: 'gbp', metadata: { order_id: 'ord_1' }, ...fields };
    const { paid } = await handled('payment_intent.succeeded', intent);
    expect(paid).toEqual(amountMinor === null ? [] : [{ ...PAYMENT, amountMinor }]);
  });
});

describe('a charge that was refunded', () => {
  const refund = (id: string, fields: object = {}) => ({
    id,
    object: 'refund',
    amount: 500,
    currency: 'gbp',
    status: 'succeeded',
    created: 900,
    ...fields,
  });
  const charge = (refunds: object[] | undefined, outcome?: RefundOutcome) =>
    handled('charge.refunded', { payment_intent: 'pi_1', ...(refunds && { refunds: { data: refunds } }) }, outcome);

  it('each refund is taken, with the intent of the charge where it names none', async () => {
    const { verdict, refunded } = await charge([refund('re_1'), refund('re_2', { payment_intent: 'pi_2' })]);
    expect([verdict.kind, refunded.map(({ id, paymentKey }) => [id, paymentKey])]).toEqual([
      'processed',
      [
        ['re_1', 'pi_1'],
        ['re_2', 'pi_2'],
      ],
    ]);
  });

  it('one that cannot be settled ends it, and is told', async () => {
    const { verdict, refunded } = await charge([refund('re_1'), refund('re_2')], { kind: 'refused', reason: 'no' });
    expect([verdict, refunded.length]).toEqual([{ kind: 'parked', reason: 'no' }, 1]);
    const waiting = await charge([refund('re_1')], { kind: 'unknown-payment', reason: 'not yet' });
    expect(waiting.verdict).toEqual({ kind: 'parked', reason: 'not yet', waitsFor: 'pi_1' });
  });

  it.each([
    ['lists none', []],
    ['has no list', undefined],
  ])('one that %s is ignored', async (_claim, refunds) => {
    const { verdict, refunded } = await charge(refunds);
    expect([verdict.kind, refunded]).toEqual(['ignored', []]);
  });
});

describe('a subscription', () => {
  it.each([
    ['its customer by id', { customer: 'cus_1' }, 'cus_1'],
    ['its customer whole', { customer: { id: 'cus_1' } }, 'cus_1'],
    ['no customer', {}, null],
  ])('is kept with %s', async (_claim, fields, customer) => {
    const state = { id: 'sub_1', status: 'active', currency: 'GBP', items: [], ...fields };
    const { verdict, changed } = await handled('customer.subscription.updated', state);
    expect(verdict.kind).toBe('processed');
    expect(changed).toMatchObject([{ id: 'sub_1', customer, status: 'active', currency: 'gbp', state }]);
  });
});
