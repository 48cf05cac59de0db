import { monthlyRevenue } from './monthly-revenue.ts';
import { subscriptionStateSchema } from './subscription-state.ts';

/** Revenue in one currency, in its minor units. `unpriced` subscriptions are missing from the amounts, so a total with any is a lower bound. */
export interface RevenueTotal {
  readonly currency: string;
  readonly mrr: number;
  readonly gross: number;
  readonly committed: number;
  readonly counted: number;
  readonly unpriced: number;
}

/** One total per currency, by currency; currencies are never added. `at` is epoch seconds. */
export function totalRevenue(states: readonly unknown[], at: number): readonly RevenueTotal[] {
  const totals = new Map<string, RevenueTotal>();
  for (const raw of states) {
    const state = subscriptionStateSchema.parse(raw);
    const empty = { currency: state.currency, mrr: 0, gross: 0, committed: 0, counted: 0, unpriced: 0 };
    const before = totals.get(state.currency) ?? empty;
    const revenue = monthlyRevenue(state, at);
    totals.set(state.currency, {
      currency: state.currency,
      mrr: before.mrr + revenue.mrr,
      gross: before.gross + revenue.gross,
      committed: before.committed + revenue.committed,
      counted: before.counted + (revenue.kind === 'counted' ? 1 : 0),
      unpriced: before.unpriced + (revenue.kind === 'unpriced' ? 1 : 0),
    });
  }
  return [...totals.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
