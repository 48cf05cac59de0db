import type { Payment, PaymentOutcome } from '../orders/payment.ts';
import type { RefundChange, RefundOutcome } from '../refunds/refund.ts';
import type { SubscriptionChange, SubscriptionOutcome } from '../subscriptions/subscription.ts';

/** What events may do, inside the transaction that settles them. */
export interface Effects {
  payOrder(payment: Payment): Promise<PaymentOutcome>;
  setRefund(change: RefundChange): Promise<RefundOutcome>;
  setSubscription(change: SubscriptionChange): Promise<SubscriptionOutcome>;
}
