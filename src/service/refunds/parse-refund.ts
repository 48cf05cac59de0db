import { z } from 'zod';
import { REFUND_STATUSES, type RefundChange } from './refund.ts';

/** An id, or an object that was expanded in its place. */
export const idOrObjectSchema = z
  .union([z.string(), z.looseObject({ id: z.string() }).transform((object) => object.id)])
  .nullish();

/** A refund as Stripe's API and events give it. `status` null is an old spelling of pending. */
export const refundSchema = z.looseObject({
  id: z.string(),
  amount: z.int().min(1),
  currency: z.string().regex(/^[a-z]{3}$/),
  payment_intent: idOrObjectSchema,
  status: z.enum(REFUND_STATUSES).nullish(),
  created: z.int().min(0),
  reason: z.string().nullish(),
  failure_reason: z.string().nullish(),
});

/** The change that a refund object tells, as of `toldAt` (epoch seconds); null when it belongs to no payment intent. */
export function refundChange(refund: z.output<typeof refundSchema>, toldAt: number): RefundChange | null {
  if (refund.payment_intent === null || refund.payment_intent === undefined) return null;
  return {
    id: refund.id,
    paymentKey: refund.payment_intent,
    amountMinor: refund.amount,
    currency: refund.currency,
    status: refund.status ?? 'pending',
    reason: refund.reason ?? null,
    failureReason: refund.failure_reason ?? null,
    refundedAt: refund.created,
    toldAt,
  };
}
