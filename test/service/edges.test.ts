import { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import { monthlyRevenue } from '../../src/service/mrr/monthly-revenue.ts';
import { subscriptionStateSchema } from '../../src/service/mrr/subscription-state.ts';
import { refundRequestSchema } from '../../src/service/refunds/refund-request.ts';
import { isCounted, statusRank } from '../../src/service/refunds/refund.ts';
import { askPatiently } from '../../src/service/stripe/ask-patiently.ts';
import { eventRank } from '../../src/service/subscriptions/subscription.ts';

const AT = 1000;
const HALF = { percent_off: 50, duration: 'repeating' };
const revenue = (fields: object) =>
  monthlyRevenue(
    subscriptionStateSchema.parse({
      status: 'active',
      currency: 'usd',
      items: [{ price: { unit_amount: 3000, recurring: { interval: 'month' } } }],
      ...fields,
    }),
    AT,
  );
const withCoupon = (coupon: object) => revenue({ discounts: [coupon] });

describe('discounts at their edges', () => {
  it.each([
    ['one that begins now is in force', { ...HALF, start: AT, end: AT + 1 }, 1500],
    ['one that begins a second later is not', { ...HALF, start: AT + 1 }, 3000],
    ['one that ends a second later is in force', { ...HALF, end: AT + 1 }, 1500],
    ['one that ended a second ago is not', { ...HALF, end: AT - 1 }, 3000],
    ['all of it off leaves nothing', { percent_off: 100, duration: 'forever' }, 0],
    ['one for a single invoice leaves all', { percent_off: 100, duration: 'once' }, 3000],
    ['an amount off as large as the price leaves nothing', { amount_off: 3000, duration: 'forever' }, 0],
    ['one that takes nothing off leaves all', { duration: 'forever' }, 3000],
    ['one for some products, for a single invoice, leaves all', { duration: 'once', applies_to: {} }, 3000],
  ])('%s', (_claim, coupon, mrr) => {
    expect(withCoupon(coupon)).toMatchObject({ kind: 'counted', mrr, gross: 3000 });
  });

  it('one for some products only is unpriced', () => {
    const some = { percent_off: 50, duration: 'forever', applies_to: { products: ['prod_1'] } };
    expect(withCoupon(some)).toMatchObject({ kind: 'unpriced', reason: 'a coupon for some products only', mrr: 0 });
  });

  it.each([
    ['more than all', { percent_off: 100.01, duration: 'forever' }],
    ['a negative percentage', { percent_off: -1, duration: 'forever' }],
    ['a negative amount', { amount_off: -1, duration: 'forever' }],
    ['a duration that is not known', { percent_off: 1, duration: 'sometimes' }],
  ])('%s is no discount', (_claim, coupon) => {
    expect(() => withCoupon(coupon)).toThrow();
  });
});

describe('states that are worth something', () => {
  it.each([
    ['active', 3000],
    ['past_due', 3000],
    ['trialing', 0],
    ['unpaid', 0],
    ['paused', 0],
    ['canceled', 0],
    ['incomplete', 0],
    ['incomplete_expired', 0],
  ])('%s is worth %i', (status, mrr) => {
    expect(revenue({ status }).mrr).toBe(mrr);
  });

  it.each([
    ['ends with its period', { cancel_at_period_end: true }, 0],
    ['ends a second later', { cancel_at: AT + 1 }, 0],
    ['goes on', {}, 3000],
  ])('one that %s is committed as such', (_claim, fields, committed) => {
    expect(revenue(fields)).toMatchObject({ mrr: 3000, committed });
  });
});

describe('events of the same second', () => {
  it.each([
    ['customer.subscription.created', 'active', 1],
    ['customer.subscription.updated', 'active', 2],
    ['customer.subscription.paused', 'paused', 2],
    ['customer.subscription.deleted', 'active', 8],
    ['customer.subscription.deleted', 'canceled', 9],
    ['customer.subscription.updated', 'canceled', 9],
    ['customer.subscription.created', 'incomplete_expired', 9],
  ])('%s with %s has rank %i', (type, status, rank) => {
    expect(eventRank(type, status)).toBe(rank);
  });

  it.each([
    ['pending', 0, true],
    ['requires_action', 1, true],
    ['succeeded', 2, true],
    ['canceled', 3, false],
    ['failed', 4, false],
  ] as const)('a refund that is %s has rank %i; whether its money is gone: %s', (status, rank, counted) => {
    expect([statusRank(status), isCounted(status)]).toEqual([rank, counted]);
  });
});

describe('a request for a refund', () => {
  const request = (fields: object) =>
    refundRequestSchema.safeParse({ order_id: 'ord_1', idempotency_key: 'click-01', ...fields }).success;
  it.each([
    ['a key of 8', { idempotency_key: 'x'.repeat(8) }, true],
    ['a key of 7', { idempotency_key: 'x'.repeat(7) }, false],
    ['a key of 200', { idempotency_key: 'x'.repeat(200) }, true],
    ['a key of 201', { idempotency_key: 'x'.repeat(201) }, false],
    ['a key with a blank', { idempotency_key: 'click 01' }, false],
    ['no amount', {}, true],
    ['the smallest amount', { amount_minor: 1 }, true],
    ['nothing', { amount_minor: 0 }, false],
    ['less than nothing', { amount_minor: -1 }, false],
    ['a part of a unit', { amount_minor: 1.5 }, false],
    ['an order of 64 letters', { order_id: 'o'.repeat(64) }, true],
    ['an order of 65 letters', { order_id: 'o'.repeat(65) }, false],
    ['no order', { order_id: '' }, false],
    ['a reason that Stripe does not know', { reason: 'bored' }, false],
    ['a field that is not known', { status: 'made' }, false],
  ])('%s: taken is %s', (_claim, fields, taken) => {
    expect(request(fields)).toBe(taken);
  });
});

describe('reading from Stripe', () => {
  const failing = (statusCode: number, headers: Record<string, string> = {}, code?: string) =>
    new Stripe.errors.StripeAPIError({
      type: 'api_error',
      message: 'no',
      statusCode,
      headers,
      ...(code === undefined ? {} : { code }),
    });

  /** Fails so many times, then answers; tells the outcome, how often it was asked and how long it waited. */
  async function ask(times: number, error: Error) {
    const waited: number[] = [];
    let asked = 0;
    const answer = async () => {
      asked += 1;
      if (asked <= times) throw error;
      return 'answer';
    };
    const outcome = await askPatiently(answer, async (ms) => void waited.push(ms)).catch((reason: unknown) => reason);
    return { outcome, asked, waited };
  }

  it('waits twice as long after each limit, and gives up after six', async () => {
    const limit = failing(429);
    const waited = [500, 1000, 2000, 4000, 8000];
    expect(await ask(5, limit)).toEqual({ outcome: 'answer', asked: 6, waited });
    expect(await ask(6, limit)).toMatchObject({ outcome: { message: 'Stripe: no' }, asked: 6, waited });
  });

  it.each([
    ['7', 7000],
    ['60', 60_000],
    ['600', 60_000],
    ['0', 500],
    ['soon', 500],
  ])('a limit that asks for %s seconds is waited out for %i ms', async (header, ms) => {
    expect(await ask(1, failing(429, { 'retry-after': header }))).toEqual({
      outcome: 'answer',
      asked: 2,
      waited: [ms],
    });
  });

  it('other failures are not asked again, and what is not there is nothing', async () => {
    expect(await ask(1, failing(400))).toMatchObject({ outcome: { message: 'Stripe: no' }, asked: 1, waited: [] });
    expect(await ask(1, failing(404, {}, 'resource_missing'))).toEqual({ outcome: undefined, asked: 1, waited: [] });
    const own = new Error('ours');
    expect((await ask(1, own)).outcome).toBe(own);
  });
});
