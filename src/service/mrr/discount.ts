import { atLeastZero, minus, rational, type Rational, times } from './rational.ts';
import type { Discount } from './subscription-state.ts';
import { unpriced } from './unpriced.ts';

/** Where a discount applies. `perMonth` is how many billing periods lie in one month; `at` is epoch seconds. */
export interface DiscountPlace {
  readonly currency: string;
  readonly perMonth: Rational;
  readonly at: number;
}

/** A monthly amount after the discounts in list order; never below 0. */
export function discounted(monthly: Rational, discounts: readonly Discount[], place: DiscountPlace): Rational {
  let left = monthly;
  for (const discount of discounts) left = atLeastZero(applied(left, discount, place));
  return left;
}

function applied(monthly: Rational, discount: Discount, place: DiscountPlace): Rational {
  if (typeof discount === 'string') return unpriced('a discount is not expanded');
  const { coupon } = discount;
  if (typeof coupon === 'string') return unpriced('the coupon of a discount is not expanded');
  if (!isInForce(coupon.duration, discount, place.at)) return monthly;
  if (coupon.applies_to !== null && coupon.applies_to !== undefined) return unpriced('a coupon for some products only');
  if (coupon.percent_off) return minus(monthly, times(monthly, times(coupon.percent_off, rational(1n, 100n))));
  if (!coupon.amount_off) return monthly;
  const foreign =
    coupon.currency !== null && coupon.currency !== undefined && coupon.currency.toLowerCase() !== place.currency;
  return foreign ? monthly : minus(monthly, times(coupon.amount_off, place.perMonth));
}

// Repeating without an end counts as in force: revenue that is doubtful must not be shown.
function isInForce(
  duration: string,
  dates: { start: number | undefined; end: number | undefined },
  at: number,
): boolean {
  if (duration === 'once') return false;
  return duration === 'forever' || ((dates.start ?? at) <= at && (dates.end ?? at + 1) > at);
}
