import type { OrderStatus } from '../db/tables.ts';

/** Money that arrived for an order. `key` is the payment intent, or the checkout session that has none; `paidAt` is epoch seconds. */
export interface Payment {
  readonly key: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly paidAt: number;
}

/** What a payment did. `settled` also when it was known already; `unknown-order` may settle later. */
export type PaymentOutcome =
  | { readonly kind: 'settled' }
  | { readonly kind: 'unknown-order'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The part of an order that decides; `paidBy` is the key of the payment it has. */
export interface PayableOrder {
  readonly status: OrderStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly paidBy: string | undefined;
}

/** Decides whether a payment settles its order. A second payment of a paid order is refused, so that a person returns it. */
export function judgePayment(order: PayableOrder | undefined, payment: Payment): PaymentOutcome {
  if (order === undefined) return { kind: 'unknown-order', reason: `no order ${payment.orderId}` };
  const asked = `${order.amountMinor} ${order.currency}`;
  const paid = `${payment.amountMinor} ${payment.currency}`;
  if (asked !== paid) return refuse(`order ${payment.orderId} asks ${asked}, the payment is ${paid}`);
  if (order.status === 'canceled') return refuse(`order ${payment.orderId} is canceled`);
  if (order.paidBy !== undefined && order.paidBy !== payment.key) {
    return refuse(`order ${payment.orderId} is already paid by ${order.paidBy}`);
  }
  return { kind: 'settled' };
}

const refuse = (reason: string): PaymentOutcome => ({ kind: 'refused', reason });
