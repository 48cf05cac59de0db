import type { Entry } from './entry.ts';
import type { Window } from './window.ts';

/** A payment by its key, and the order that its checkout session names. */
export interface SessionPayment {
  readonly key: string;
  readonly orderId: string;
}

/** What Stripe keeps, in our words. It may throw Refused with `stripe-failed`. */
export interface StripeLedger {
  /** All entries of a kind that were created in the window, newest first, a page at a time. */
  list(kind: Entry['kind'], window: Window): AsyncIterable<Entry>;
  /** What the completed checkout sessions of the window paid for, a page at a time: an order that only the session names is not on its charge. */
  listSessions(window: Window): AsyncIterable<readonly SessionPayment[]>;
  /** Ids of the subscriptions that events of the window tell of, a page at a time; Stripe keeps events for 30 days. */
  listChangedSubscriptions(window: Window): AsyncIterable<readonly string[]>;
  /** One entry by its key, as it is now; for a payment the charge that was paid, if one was. */
  find(kind: Entry['kind'], key: string): Promise<Entry | undefined>;
}
