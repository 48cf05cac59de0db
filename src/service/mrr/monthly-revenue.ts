import { discounted } from './discount.ts';
import { itemAmount, periodMonths } from './price-amount.ts';
import { isLess, plus, rational, type Rational, rationalText, roundHalfUp, times, ZERO } from './rational.ts';
import type { Item, SubscriptionState } from './subscription-state.ts';
import { Unpriced, unpriced } from './unpriced.ts';

/** A subscription's monthly worth in minor units of its currency. `gross` is before discounts, `committed` without scheduled cancellation. */
export interface MonthlyAmounts {
  readonly mrr: number;
  readonly gross: number;
  readonly committed: number;
}

/** What rule R1 says of a subscription. `exact` is the unrounded fraction; `unpriced` means that the state lacks something an amount needs. */
export type MonthlyRevenue =
  | ({ readonly kind: 'counted'; readonly exact: string } & MonthlyAmounts)
  | ({ readonly kind: 'excluded'; readonly reason: string } & MonthlyAmounts)
  | ({ readonly kind: 'unpriced'; readonly reason: string } & MonthlyAmounts);

const NOTHING: MonthlyAmounts = { mrr: 0, gross: 0, committed: 0 };

/** Rule R1: the monthly recurring revenue of one subscription at `at` (epoch seconds). Pure and exact; rounded half-up once, at the end. */
export function monthlyRevenue(state: SubscriptionState, at: number): MonthlyRevenue {
  if (state.status !== 'active' && state.status !== 'past_due')
    return { kind: 'excluded', reason: state.status, ...NOTHING };
  if (state.pause_collection) return { kind: 'excluded', reason: 'pause_collection', ...NOTHING };
  try {
    return counted(state, at);
  } catch (error) {
    if (error instanceof Unpriced) return { kind: 'unpriced', reason: error.message, ...NOTHING };
    throw error;
  }
}

function counted(state: SubscriptionState, at: number): MonthlyRevenue {
  const items = licensedItems(state);
  const gross = items.map(monthlyOf).reduce(plus, ZERO);
  const perItem = items.map((item) =>
    discounted(monthlyOf(item), item.discounts ?? [], { currency: state.currency, perMonth: perMonth(item), at }),
  );
  const place = { currency: state.currency, perMonth: invoicesPerMonth(items), at };
  const net = discounted(perItem.reduce(plus, ZERO), discountsOf(state), place);
  const mrr = roundHalfUp(net);
  const committed = isEnding(state, at) ? 0 : mrr;
  return { kind: 'counted', mrr, gross: roundHalfUp(gross), committed, exact: rationalText(net) };
}

function licensedItems(state: SubscriptionState): readonly Item[] {
  if (state.items.has_more) return unpriced('the item list is cut short');
  const licensed = state.items.data.filter((item) => item.price.recurring.usage_type === 'licensed');
  const foreign = licensed.some(({ price }) => (price.currency ?? state.currency).toLowerCase() !== state.currency);
  return foreign ? unpriced('an item in another currency') : licensed;
}

const perMonth = (item: Item): Rational => inverse(periodMonths(item.price));
const inverse = (value: Rational): Rational => rational(value.d, value.n);
const monthlyOf = (item: Item): Rational => times(itemAmount(item), perMonth(item));

// An amount off is per invoice; a subscription with several intervals is invoiced at the shortest of them.
function invoicesPerMonth(items: readonly Item[]): Rational {
  return items.map(perMonth).reduce((most, rate) => (isLess(most, rate) ? rate : most), ZERO);
}

// `discount` is the older field for the first of `discounts`; counting both would apply it twice.
function discountsOf(state: SubscriptionState) {
  if (state.discounts && state.discounts.length > 0 && !isUnexpanded(state)) return state.discounts;
  return state.discount ? [state.discount] : (state.discounts ?? []);
}

// One unexpanded id beside the older field is the same discount, and that field holds it whole.
const isUnexpanded = (state: SubscriptionState): boolean =>
  state.discounts?.length === 1 && typeof state.discounts[0] === 'string';

function isEnding(state: SubscriptionState, at: number): boolean {
  return state.cancel_at_period_end || (state.cancel_at ?? at) > at;
}
