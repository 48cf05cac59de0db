import type { World } from '../world.ts';

/** A payment that was made earlier, under ids of its own, with what was refunded of it. Times are epoch seconds, amounts minor units. */
export interface PastPayment {
  readonly intent: string;
  readonly charge: string;
  readonly amount: number;
  readonly currency: string;
  readonly at: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly refund?: { readonly id: string; readonly amount: number; readonly at: number } | undefined;
}

/** Puts a payment into the world as if it had always been there. */
export function addPastPayment({ make }: World, payment: PastPayment): void {
  const { intent, charge, amount, currency, at, metadata, refund } = payment;
  const common = { amount, currency, created: at, metadata, customer: null, payment_method: 'pm_card_visa' };
  const status = 'succeeded';
  make('payment_intents', 'pi', {
    ...common,
    id: intent,
    object: 'payment_intent',
    status,
    amount_received: amount,
    latest_charge: charge,
  });
  make('charges', 'ch', {
    ...common,
    id: charge,
    object: 'charge',
    status,
    payment_intent: intent,
    paid: true,
    captured: true,
    disputed: false,
    amount_captured: amount,
    amount_refunded: refund?.amount ?? 0,
    refunded: refund?.amount === amount,
  });
  if (refund === undefined) return;
  make('refunds', 're', {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    currency,
    created: refund.at,
    status,
    charge,
    payment_intent: intent,
    reason: 'requested_by_customer',
  });
}
