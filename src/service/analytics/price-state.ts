import { type MonthlyRevenue, monthlyRevenue } from '../mrr/monthly-revenue.ts';
import { revenueBoundaries } from '../mrr/revenue-boundaries.ts';
import { subscriptionStateSchema } from '../mrr/subscription-state.ts';
import { type Day, type DayRange, dayOf, lastSecond } from './day.ts';

/** What a state is worth on these days, all of them alike. */
export interface Worth extends DayRange {
  readonly revenue: MonthlyRevenue;
}

/** Answers what a state (JSON) is worth over a range of days, in order and without holes. */
export type PriceState = (state: string, range: DayRange) => readonly Worth[];

interface Priced {
  readonly boundaries: readonly number[];
  readonly revenueAt: (day: Day) => MonthlyRevenue;
}

// Most subscriptions share a plan, and so a state; the bound keeps memory level where they do not.
const REMEMBERED = 2000;

/** A pricer that applies rule R1 once per state and stretch of time in which it answers the same. */
export function createPriceState(): PriceState {
  const known = new Map<string, Priced>();
  return (state, range) => {
    let priced = known.get(state);
    if (priced === undefined) {
      if (known.size >= REMEMBERED) known.clear();
      priced = priceOf(state);
      known.set(state, priced);
    }
    return stretches(priced, range);
  };
}

function priceOf(text: string): Priced {
  const state = subscriptionStateSchema.parse(JSON.parse(text));
  const boundaries = revenueBoundaries(state);
  const known = new Map<number, MonthlyRevenue>();
  return {
    boundaries,
    revenueAt(day) {
      const passed = boundaries.filter((time) => time <= lastSecond(day)).length;
      const revenue = known.get(passed) ?? monthlyRevenue(state, lastSecond(day));
      known.set(passed, revenue);
      return revenue;
    },
  };
}

function stretches({ boundaries, revenueAt }: Priced, range: DayRange): readonly Worth[] {
  const turns = boundaries.map(dayOf).filter((day) => day > range.from && day <= range.to);
  const starts = [...new Set([range.from, ...turns])];
  return starts.map((from, index) => ({ from, to: (starts[index + 1] ?? range.to + 1) - 1, revenue: revenueAt(from) }));
}
