import { z } from 'zod';
import { assertNever } from '../base/assert-never.ts';
import type { Payment } from '../orders/payment.ts';
import type { Effects } from './effects.ts';
import type { SnapshotEvent } from './snapshot-event.ts';
import { ignored, processed, type Verdict } from './verdict.ts';

const metadata = z.looseObject({ order_id: z.string().optional() }).nullish();
const idOrObject = z.union([z.string(), z.looseObject({ id: z.string() }).transform((object) => object.id)]).nullish();

const sessionSchema = z.looseObject({
  id: z.string(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: z.int().nullable(),
  currency: z.string().nullable(),
  payment_intent: idOrObject,
  metadata,
});

const intentSchema = z.looseObject({ id: z.string(), amount_received: z.int(), currency: z.string(), metadata });

/** `checkout.session.completed` and `.async_payment_succeeded`: a paid session pays the order that its metadata names. */
export async function onCheckoutSession(event: SnapshotEvent, effects: Effects): Promise<Verdict> {
  const session = sessionSchema.parse(event.data.object);
  const orderId = session.metadata?.order_id;
  if (orderId === undefined) return ignored('the session names no order');
  if (session.payment_status !== 'paid') return ignored(`payment_status ${session.payment_status}`);
  const { amount_total: amountMinor, currency } = session;
  if (amountMinor === null || currency === null) return ignored('the session has no amount');
  return settle(
    { key: session.payment_intent ?? session.id, orderId, amountMinor, currency, paidAt: event.created },
    effects,
  );
}

/** `payment_intent.succeeded`: the intent pays the order that its metadata names. */
export async function onPaymentIntent(event: SnapshotEvent, effects: Effects): Promise<Verdict> {
  const intent = intentSchema.parse(event.data.object);
  const orderId = intent.metadata?.order_id;
  if (orderId === undefined) return ignored('the payment intent names no order');
  return settle(
    { key: intent.id, orderId, amountMinor: intent.amount_received, currency: intent.currency, paidAt: event.created },
    effects,
  );
}

async function settle(payment: Payment, effects: Effects): Promise<Verdict> {
  const outcome = await effects.payOrder(payment);
  switch (outcome.kind) {
    case 'settled':
      return processed;
    case 'unknown-order':
      return { kind: 'parked', reason: outcome.reason, waitsFor: payment.orderId };
    case 'refused':
      return { kind: 'parked', reason: outcome.reason };
    default:
      return assertNever(outcome);
  }
}
