import type { IssueDetail, IssueKind } from '../db/tables.ts';
import { type Entry, entryOrder, entryText } from './entry.ts';

/** What Till keeps of the compared entries; the sets hold those named orders and payments that are ours. */
export interface LocalLedger {
  readonly entries: readonly Entry[];
  readonly orderIds: ReadonlySet<string>;
  readonly paymentKeys: ReadonlySet<string>;
}

/** One object on which the two sides do not agree; `at` in epoch seconds is Stripe's time where Stripe has it. */
export interface Difference {
  readonly kind: IssueKind;
  readonly subject: string;
  readonly detail: IssueDetail;
  readonly at: number;
}

/** Every difference between what Stripe keeps and what Till keeps: missing here, unknown at Stripe, or not the same. */
export function compareLedgers(remote: readonly Entry[], local: LocalLedger): readonly Difference[] {
  const theirs = byKey(remote.filter(isSettled));
  const ours = byKey(local.entries);
  const fromStripe = [...theirs].flatMap(([name, entry]) => {
    const own = ours.get(name);
    if (own === undefined) return isOurs(entry, local) ? [difference('missing', entry, { stripe: entry })] : [];
    return entryText(entry) === entryText(own) ? [] : [difference('differs', entry, { stripe: entry, till: own })];
  });
  const onlyHere = [...ours].filter(([name]) => !theirs.has(name));
  return [...fromStripe, ...onlyHere.map(([, entry]) => difference('unknown', entry, { till: entry }))];
}

/** A charge that failed, or was not captured, moved no money. */
const isSettled = (entry: Entry): boolean => entry.kind !== 'payment' || entry.paid;

const byKey = (entries: readonly Entry[]) => new Map(entries.map((entry) => [`${entry.kind} ${entry.key}`, entry]));

/** An account may serve others as well: money is ours if it names an order or a payment of ours. */
function isOurs(entry: Entry, { orderIds, paymentKeys }: LocalLedger): boolean {
  if (entry.kind === 'subscription') return true;
  if (entry.orderId !== null && orderIds.has(entry.orderId)) return true;
  return entry.kind === 'refund' && entry.paymentKey !== null && paymentKeys.has(entry.paymentKey);
}

interface Sides {
  readonly stripe?: Entry;
  readonly till?: Entry;
}

function difference(how: 'missing' | 'differs' | 'unknown', entry: Entry, { stripe, till }: Sides): Difference {
  const detail = {
    stripe: stripe === undefined ? null : entryText(stripe),
    till: till === undefined ? null : entryText(till),
    order: entryOrder(till ?? entry),
  };
  return { kind: `${entry.kind}_${how}`, subject: entry.key, detail, at: entry.at };
}
