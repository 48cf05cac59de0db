import { createHmac } from 'node:crypto';

/** The secret that tests configure. */
export const SECRET = 'whsec_test_secret';

/** Now, in epoch seconds. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** A signature header made by hand, so that the SDK does not check itself. */
export function signature(payload: string | Buffer, options: { secret?: string; at?: number } = {}): string {
  const { secret = SECRET, at = now() } = options;
  return `t=${at},v1=${v1(payload, secret, at)}`;
}

/** The `v1` part alone. */
export function v1(payload: string | Buffer, secret: string, at: number): string {
  return createHmac('sha256', secret).update(`${at}.`).update(payload).digest('hex');
}

let made = 0;

/** A snapshot event about an object; `fields` replace the event's own. */
export function event(type: string, object: object, fields: object = {}): { id: string; [field: string]: unknown } {
  made += 1;
  return {
    id: `evt_test${made}`,
    object: 'event',
    type,
    created: 1_800_000_000,
    livemode: false,
    data: { object },
    ...fields,
  };
}

/** A paid checkout session for an order. */
export const paidSession = (orderId: string, fields: object = {}) => ({
  id: 'cs_1',
  object: 'checkout.session',
  payment_status: 'paid',
  amount_total: 2000,
  currency: 'gbp',
  payment_intent: 'pi_1',
  metadata: { order_id: orderId },
  ...fields,
});

/** A succeeded payment intent for an order. */
export const paidIntent = (orderId: string, fields: object = {}) => ({
  id: 'pi_1',
  object: 'payment_intent',
  amount_received: 2000,
  currency: 'gbp',
  metadata: { order_id: orderId },
  ...fields,
});

/** A monthly subscription of 2900 pennies. */
export const subscription = (fields: object = {}) => ({
  id: 'sub_1',
  object: 'subscription',
  customer: 'cus_1',
  status: 'active',
  currency: 'gbp',
  items: {
    object: 'list',
    has_more: false,
    data: [{ quantity: 1, price: { unit_amount: 2900, recurring: { interval: 'month' } } }],
  },
  ...fields,
});
