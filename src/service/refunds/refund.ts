import type { RefundStatus } from '../db/tables.ts';

/** The states of a refund in the order in which they can follow each other. */
export const REFUND_STATUSES = [
  'pending',
  'requires_action',
  'succeeded',
  'canceled',
  'failed',
] as const satisfies readonly RefundStatus[];

/** A refund as one event, or Stripe's answer, tells it. Times are epoch seconds. */
export interface RefundChange {
  readonly id: string;
  readonly paymentKey: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly failureReason: string | null;
  readonly refundedAt: number;
  /** When this state was told. */
  readonly toldAt: number;
}

/** What a change did; `unknown-payment` may settle when the payment arrives. */
export type RefundOutcome =
  | { readonly kind: 'settled' }
  | { readonly kind: 'unknown-payment'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Orders states that were told in the same second: what ends a refund badly was told last, whatever arrived last. */
export function statusRank(status: RefundStatus): number {
  return REFUND_STATUSES.indexOf(status);
}

/** The states in which no money leaves. */
export const UNCOUNTED: readonly RefundStatus[] = ['failed', 'canceled'];

/** Whether money has left, or is about to: a refund that failed or was canceled gives it back. */
export function isCounted(status: RefundStatus): boolean {
  return !UNCOUNTED.includes(status);
}

/** The status of a paid order by what was paid and what its counted refunds sum to, both in minor units. */
export function refundedStatus(paidMinor: number, refundedMinor: number): 'paid' | 'part_refunded' | 'refunded' {
  if (refundedMinor <= 0) return 'paid';
  return refundedMinor < paidMinor ? 'part_refunded' : 'refunded';
}
