import { plus, rational, type Rational, times, ZERO } from './rational.ts';
import { count, decimalOr, type Item, type Price, type Tier } from './subscription-state.ts';
import { unpriced } from './unpriced.ts';

/** What one item costs in one of its billing periods, exactly, before discounts. A quantity that is absent counts as 1. */
export function itemAmount(item: Item): Rational {
  const quantity = transformed(item.quantity ?? 1, item.price.transform_quantity);
  return item.price.billing_scheme === 'tiered'
    ? tieredAmount(item.price, quantity)
    : perUnitAmount(item.price, quantity);
}

function transformed(quantity: number, rule: Price['transform_quantity']): number {
  if (rule === null || rule === undefined) return quantity;
  const packages = quantity / rule.divide_by;
  return rule.round === 'up' ? Math.ceil(packages) : Math.floor(packages);
}

function perUnitAmount(price: Price, quantity: number): Rational {
  const unit = decimalOr(price.unit_amount_decimal, price.unit_amount);
  return unit === undefined ? unpriced('a price without an amount') : times(unit, count(quantity));
}

function tieredAmount(price: Price, quantity: number): Rational {
  if (price.tiers === null || price.tiers === undefined) return unpriced('the tiers of a price are not expanded');
  return price.tiers_mode === 'volume' ? volumeAmount(price.tiers, quantity) : graduatedAmount(price.tiers, quantity);
}

const reach = (tier: Tier): number => (typeof tier.up_to === 'number' ? tier.up_to : Number.POSITIVE_INFINITY);

function volumeAmount(tiers: readonly Tier[], quantity: number): Rational {
  const tier = tiers.find((candidate) => quantity <= reach(candidate));
  return tier === undefined ? unpriced('the tiers end below the quantity') : tierAmount(tier, quantity);
}

// Stripe charges the first tier's flat amount even when nothing is used, so quantity 0 reaches the first tier.
function graduatedAmount(tiers: readonly Tier[], quantity: number): Rational {
  let total = ZERO;
  let below = 0;
  for (const [index, tier] of tiers.entries()) {
    if (index > 0 && quantity <= below) return total;
    total = plus(total, tierAmount(tier, Math.min(quantity, reach(tier)) - below));
    below = reach(tier);
  }
  return quantity <= below ? total : unpriced('the tiers end below the quantity');
}

function tierAmount(tier: Tier, units: number): Rational {
  const unit = decimalOr(tier.unit_amount_decimal, tier.unit_amount) ?? ZERO;
  const flat = decimalOr(tier.flat_amount_decimal, tier.flat_amount) ?? ZERO;
  return plus(times(unit, count(units)), flat);
}

const MONTHS: Readonly<Record<Price['recurring']['interval'], Rational>> = {
  day: rational(12n, 365n),
  week: rational(12n, 52n),
  month: rational(1n),
  year: rational(12n),
};

/** The length of a price's billing period in months: week 12n/52, day 12n/365. */
export function periodMonths(price: Price): Rational {
  return times(MONTHS[price.recurring.interval], count(price.recurring.interval_count));
}
