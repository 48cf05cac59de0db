import { assertNever } from '../base/assert-never.ts';

/** Money that was charged. `key` is the payment intent, else what stands for it; `paid` is false for what failed or was not captured. */
export interface PaymentEntry {
  readonly kind: 'payment';
  readonly key: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly paid: boolean;
  readonly orderId: string | null;
  readonly at: number;
}

/** Money that was given back; `paymentKey` is null where no payment intent is named. */
export interface RefundEntry {
  readonly kind: 'refund';
  readonly key: string;
  readonly paymentKey: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: string;
  readonly orderId: string | null;
  readonly at: number;
}

/** A subscription in the state it is in now; `at` is when it was created. */
export interface SubscriptionEntry {
  readonly kind: 'subscription';
  readonly key: string;
  readonly status: string;
  readonly at: number;
}

/** One object as one side keeps it. Times are epoch seconds. */
export type Entry = PaymentEntry | RefundEntry | SubscriptionEntry;

/** The kinds of entries, in the order in which they are reconciled. */
export const ENTRY_KINDS = ['payment', 'refund', 'subscription'] as const satisfies readonly Entry['kind'][];

/** What both sides must agree on, in words. */
export function entryText(entry: Entry): string {
  switch (entry.kind) {
    case 'payment':
      return `${entry.amountMinor} ${entry.currency}`;
    case 'refund':
      return `${entry.amountMinor} ${entry.currency} ${entry.status}`;
    case 'subscription':
      return entry.status;
    default:
      return assertNever(entry);
  }
}

/** The order an entry belongs to, where it says so. */
export function entryOrder(entry: Entry): string | null {
  return entry.kind === 'subscription' ? null : entry.orderId;
}
