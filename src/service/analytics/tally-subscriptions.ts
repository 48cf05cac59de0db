import { type Day, dayOf } from './day.ts';
import { createPriceState, type PriceState } from './price-state.ts';
import type { Tally } from './tally.ts';

/** A state that a subscription had from an instant on; `state` is R1's part of it as JSON, null unless its status is recurring. */
export interface Change {
  readonly subscription: string;
  readonly created: number;
  readonly currency: string;
  readonly state: string | null;
}

/**
 * Adds what subscriptions were worth to a tally. Changes come subscription by subscription, each in its order of time,
 * with at most one a day: the day's last. So one subscription at a time is held, however many there are.
 */
export async function tallySubscriptions(tally: Tally, changes: AsyncIterable<readonly Change[]>): Promise<void> {
  const adding = { tally, priceState: createPriceState() };
  let current: Change | undefined;
  for await (const page of changes) {
    for (const change of page) {
      const before = current?.subscription === change.subscription ? current : undefined;
      if (current !== undefined) addChange(adding, current, before === undefined ? undefined : dayOf(change.created));
      addMove(tally, before, change);
      current = change;
    }
  }
  if (current !== undefined) addChange(adding, current, undefined);
}

interface Adding {
  readonly tally: Tally;
  readonly priceState: PriceState;
}

function addChange({ tally, priceState }: Adding, change: Change, until: Day | undefined): void {
  const from = Math.max(dayOf(change.created), tally.range.from);
  const to = until === undefined ? tally.range.to : Math.min(until - 1, tally.range.to);
  if (change.state === null || from > to) return;
  for (const { worth, ...days } of priceState(change.state, { from, to })) tally.add(change.currency, days, worth);
}

const recurringIn = (change: Change | undefined): string | undefined =>
  change?.state === null ? undefined : change?.currency;

// A subscription that goes on in another currency leaves one and comes to the other, so that each adds up on its own.
function addMove(tally: Tally, from: Change | undefined, to: Change): void {
  const before = recurringIn(from);
  const after = recurringIn(to);
  if (before === after) return;
  const days = { from: dayOf(to.created), to: dayOf(to.created) };
  if (before !== undefined) tally.add(before, days, { churned: 1 });
  if (after !== undefined) tally.add(after, days, { new: 1 });
}
