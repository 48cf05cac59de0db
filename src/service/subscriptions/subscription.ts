/** A subscription's state as one event tells it. `created` is the event's, in epoch seconds; `state` is Stripe's object. */
export interface SubscriptionChange {
  readonly id: string;
  readonly customer: string | null;
  readonly status: string;
  readonly currency: string;
  readonly state: unknown;
  readonly event: { readonly id: string; readonly type: string; readonly created: number };
}

/** What a change did: it became the state, or a newer one was there. */
export type SubscriptionOutcome = 'set' | 'older';

const TERMINAL = new Set(['canceled', 'incomplete_expired']);

/** Orders events of the same second: a final state wins, then deleted, then changes, then created. Equal ranks fall to the event id, so that arrival never decides. */
export function eventRank(type: string, status: string): number {
  if (TERMINAL.has(status)) return 9;
  if (type === 'customer.subscription.deleted') return 8;
  return type === 'customer.subscription.created' ? 1 : 2;
}
