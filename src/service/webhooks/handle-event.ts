import type { Effects } from './effects.ts';
import { onCheckoutSession, onPaymentIntent } from './payment-events.ts';
import { onChargeRefunded, onRefund } from './refund-events.ts';
import type { SnapshotEvent } from './snapshot-event.ts';
import { onSubscription } from './subscription-events.ts';
import { ignored, parked, type Verdict } from './verdict.ts';

/** Which events count here: those of our mode, and of our account or of none. */
export interface Ours {
  readonly livemode: boolean;
  readonly account: string | undefined;
}

type Handler = (event: SnapshotEvent, effects: Effects) => Promise<Verdict>;

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ['checkout.session.completed', onCheckoutSession],
  ['checkout.session.async_payment_succeeded', onCheckoutSession],
  ['payment_intent.succeeded', onPaymentIntent],
  ['customer.subscription.created', onSubscription],
  ['customer.subscription.updated', onSubscription],
  ['customer.subscription.deleted', onSubscription],
  ['customer.subscription.paused', onSubscription],
  ['customer.subscription.resumed', onSubscription],
  ['customer.subscription.trial_will_end', onSubscription],
  ['customer.subscription.pending_update_applied', onSubscription],
  ['customer.subscription.pending_update_expired', onSubscription],
  ['charge.refunded', onChargeRefunded],
  ['charge.refund.updated', onRefund],
  ['refund.created', onRefund],
  ['refund.updated', onRefund],
  ['refund.failed', onRefund],
]);

/** The event types that have an effect; an endpoint at Stripe should send these. @public */
export const HANDLED_TYPES: readonly string[] = [...HANDLERS.keys()];

/** The verdict on an event that can have no effect: it is not ours, or nothing handles its type. Undefined for all others. */
export function verdictAtDoor(event: SnapshotEvent, ours: Ours): Verdict | undefined {
  if (event.livemode !== ours.livemode)
    return parked(event.livemode ? 'a live event in test mode' : 'a test event in live mode');
  // Stripe names an account only on events of connected accounts, so a name that we did not configure is foreign.
  const foreign = event.account !== undefined && event.account !== null && event.account !== ours.account;
  if (foreign) return parked(`an event of account ${event.account}`);
  return HANDLERS.has(event.type) ? undefined : ignored(`no handler for ${event.type}`);
}

/** Applies one authentic event. What is not ours is parked before anything is counted; a type without handler is ignored. */
export async function handleEvent(event: SnapshotEvent, ours: Ours, effects: Effects): Promise<Verdict> {
  const handler = HANDLERS.get(event.type);
  return verdictAtDoor(event, ours) ?? handler?.(event, effects) ?? ignored(`no handler for ${event.type}`);
}
