import { z } from 'zod';
import { assertNever } from '../base/assert-never.ts';
import { idOrObjectSchema, refundChange, refundSchema } from '../refunds/parse-refund.ts';
import type { RefundChange } from '../refunds/refund.ts';
import type { Effects } from './effects.ts';
import type { SnapshotEvent } from './snapshot-event.ts';
import { ignored, processed, type Verdict } from './verdict.ts';

const chargeSchema = z.looseObject({
  payment_intent: idOrObjectSchema,
  refunds: z.looseObject({ data: z.array(refundSchema) }).nullish(),
});

/** `refund.*` and `charge.refund.updated`: the refund in the event becomes the stored state, unless a newer one is there. */
export async function onRefund(event: SnapshotEvent, effects: Effects): Promise<Verdict> {
  return settle(refundChange(refundSchema.parse(event.data.object), event.created), effects);
}

/** `charge.refunded`: newer API versions leave the refunds out, since each comes as an event of its own. */
export async function onChargeRefunded(event: SnapshotEvent, effects: Effects): Promise<Verdict> {
  const charge = chargeSchema.parse(event.data.object);
  const refunds = charge.refunds?.data ?? [];
  if (refunds.length === 0) return ignored('the charge lists no refunds; each comes as its own event');
  for (const refund of refunds) {
    const whole = { ...refund, payment_intent: refund.payment_intent ?? charge.payment_intent };
    const verdict = await settle(refundChange(whole, event.created), effects);
    if (verdict.kind !== 'processed') return verdict;
  }
  return processed;
}

async function settle(change: RefundChange | null, effects: Effects): Promise<Verdict> {
  if (change === null) return ignored('the refund belongs to no payment intent, so to no order');
  const outcome = await effects.setRefund(change);
  switch (outcome.kind) {
    case 'settled':
      return processed;
    case 'unknown-payment':
      return { kind: 'parked', reason: outcome.reason, waitsFor: change.paymentKey };
    case 'refused':
      return { kind: 'parked', reason: outcome.reason };
    default:
      return assertNever(outcome);
  }
}
