import type { Payment, PaymentOutcome } from '../orders/payment.ts';
import type { SubscriptionChange, SubscriptionOutcome } from '../subscriptions/subscription.ts';

/** What events may do, inside the transaction that settles them. */
export interface Effects {
  payOrder(payment: Payment): Promise<PaymentOutcome>;
  setSubscription(change: SubscriptionChange): Promise<SubscriptionOutcome>;
}
