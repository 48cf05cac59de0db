import { monthlyRevenue } from '../mrr/monthly-revenue.ts';
import { revenueBoundaries } from '../mrr/revenue-boundaries.ts';
import { type SubscriptionState, subscriptionStateSchema } from '../mrr/subscription-state.ts';
import { type Day, type DayRange, dayOf, lastSecond } from './day.ts';
import type { Figures } from './figures.ts';

/** What one subscription adds to the figures of a day. */
export type Worth = Readonly<Pick<Figures, 'mrr' | 'gross' | 'committed' | 'active' | 'unpriced'>>;

/** A worth and the days on which it stays the same. */
export interface Stretch extends DayRange {
  readonly worth: Worth;
}

/** Answers what a state (JSON) is worth over a range of days, in order and without holes. */
export type PriceState = (state: string, range: DayRange) => readonly Stretch[];

// Many subscriptions share a plan, and so a state; the bound keeps memory level where they do not.
const REMEMBERED = 5000;

/** A pricer that applies rule R1 once per state where time changes nothing, and otherwise once per stretch of time. */
export function createPriceState(): PriceState {
  const known = new Map<string, Worth>();
  return (text, range) => {
    const same = known.get(text);
    if (same !== undefined) return [{ ...range, worth: same }];
    const state = subscriptionStateSchema.parse(JSON.parse(text));
    const boundaries = revenueBoundaries(state);
    if (boundaries.length > 0) return stretches(state, boundaries, range);
    const worth = worthOn(state, range.from);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, worth);
    return [{ ...range, worth }];
  };
}

function worthOn(state: SubscriptionState, day: Day): Worth {
  const { mrr, gross, committed, kind } = monthlyRevenue(state, lastSecond(day));
  return { mrr, gross, committed, active: 1, unpriced: kind === 'unpriced' ? 1 : 0 };
}

function stretches(state: SubscriptionState, boundaries: readonly number[], range: DayRange): readonly Stretch[] {
  const turns = boundaries.map(dayOf).filter((day) => day > range.from && day <= range.to);
  const starts = [...new Set([range.from, ...turns])];
  return starts.map((from, index) => {
    const to = (starts[index + 1] ?? range.to + 1) - 1;
    return { from, to, worth: worthOn(state, from) };
  });
}
