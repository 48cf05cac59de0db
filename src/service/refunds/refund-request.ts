import { z } from 'zod';
import { amountMinorSchema } from '../base/money.ts';

/** What somebody asks for. Without an amount all that is left is refunded. One key a click: the same key again is the same refund. */
export const refundRequestSchema = z.strictObject({
  order_id: z.string().min(1).max(64),
  amount_minor: amountMinorSchema.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  idempotency_key: z.string().regex(/^[\w.:-]{8,200}$/, { error: 'must be 8 to 200 letters, digits or . : _ -' }),
});

/** A checked request; `actor` is who asks. */
export interface RefundRequest extends z.output<typeof refundRequestSchema> {
  readonly actor: string;
}

/** The part of an order that decides whether a refund may be asked for; amounts in minor units. */
export interface Refundable {
  readonly status: string;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  /** Asked for and not answered yet. */
  readonly openMinor: number;
}

/** What may be refunded now: an amount, or why not. Never more than was paid minus what was refunded or is being refunded. */
export function judgeRequest(
  order: Refundable,
  amountMinor: number | undefined,
): { readonly amountMinor: number } | { readonly reason: string } {
  const left = order.paidMinor - order.refundedMinor - order.openMinor;
  if (order.paidMinor === 0) return { reason: `the order is ${order.status}, so there is nothing to refund` };
  if (left <= 0)
    return { reason: order.openMinor > 0 ? 'the rest is being refunded already' : 'all of it is refunded' };
  if (amountMinor !== undefined && amountMinor > left)
    return { reason: `${amountMinor} is more than the ${left} that are left` };
  return { amountMinor: amountMinor ?? left };
}
