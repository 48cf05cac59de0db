import { z } from 'zod';
import { parseDecimal, type Rational, rational } from './rational.ts';

const exact = z
  .union([z.string(), z.number()])
  .transform((value) => parseDecimal(String(value)))
  .refine((value) => value !== undefined, { error: 'must be a decimal' });
const nonNegative = exact.refine((value) => value === undefined || value.n >= 0n, { error: 'must not be negative' });
const percent = nonNegative.refine((value) => value === undefined || value.n <= 100n * value.d, {
  error: 'must be at most 100',
});
const amount = exact.nullish();
const seconds = z.int().nullish();

const tierSchema = z.looseObject({
  up_to: z.union([z.int().positive(), z.literal('inf'), z.null()]),
  unit_amount: amount,
  unit_amount_decimal: amount,
  flat_amount: amount,
  flat_amount_decimal: amount,
});

/** A recurring price. `tiers` is missing where the sender did not expand it. */
const priceSchema = z.looseObject({
  currency: z.string().nullish(),
  billing_scheme: z.enum(['per_unit', 'tiered']).default('per_unit'),
  unit_amount: amount,
  unit_amount_decimal: amount,
  tiers_mode: z.enum(['graduated', 'volume']).nullish(),
  tiers: z.array(tierSchema).min(1).nullish(),
  transform_quantity: z.looseObject({ divide_by: z.int().positive(), round: z.enum(['up', 'down']) }).nullish(),
  recurring: z.looseObject({
    interval: z.enum(['day', 'week', 'month', 'year']),
    interval_count: z.int().positive().default(1),
    usage_type: z.enum(['licensed', 'metered']).default('licensed'),
  }),
});

const couponSchema = z.looseObject({
  percent_off: percent.nullish(),
  amount_off: nonNegative.nullish(),
  currency: z.string().nullish(),
  duration: z.enum(['forever', 'once', 'repeating']),
  applies_to: z.looseObject({}).nullish(),
});

const timesSchema = z.looseObject({ start: seconds, end: seconds });
const couponOrId = z.union([couponSchema, z.string()]);

/** A discount in any of its shapes: an id, the coupon under `source.coupon` or `coupon`, or its fields beside `end`. An unexpanded id stays text. */
const discountSchema = z.union([
  z.string(),
  timesSchema
    .extend({ source: z.looseObject({ coupon: couponOrId }) })
    .transform((discount) => withCoupon(discount, discount.source.coupon)),
  timesSchema.extend({ coupon: couponOrId }).transform((discount) => withCoupon(discount, discount.coupon)),
  timesSchema.extend(couponSchema.shape).transform((discount) => withCoupon(discount, discount)),
]);

type Coupon = z.output<typeof couponSchema>;

function withCoupon(times: z.output<typeof timesSchema>, coupon: Coupon | string) {
  return { start: times.start ?? undefined, end: times.end ?? undefined, coupon };
}

const itemSchema = z.looseObject({
  price: priceSchema,
  quantity: z.int().min(0).nullish(),
  discounts: z.array(discountSchema).nullish(),
});

// A plain array is a whole list; saying so here keeps one shape behind the door.
const itemsSchema = z.preprocess(
  (items) => (Array.isArray(items) ? { data: items } : items),
  z.looseObject({ data: z.array(itemSchema), has_more: z.boolean().default(false) }),
);

/** What the rule reads of a Stripe subscription; `items` and `discounts` as arrays or as Stripe's lists. Times are epoch seconds. */
export const subscriptionStateSchema = z.looseObject({
  status: z.enum([
    'incomplete',
    'incomplete_expired',
    'trialing',
    'active',
    'past_due',
    'canceled',
    'unpaid',
    'paused',
  ]),
  currency: z.string().transform((code) => code.toLowerCase()),
  items: itemsSchema,
  discounts: z.array(discountSchema).nullish(),
  discount: discountSchema.nullish(),
  pause_collection: z.looseObject({}).nullish(),
  cancel_at_period_end: z.boolean().default(false),
  cancel_at: seconds,
});

/** A subscription as the rule reads it. */
export type SubscriptionState = z.output<typeof subscriptionStateSchema>;

/** One item of it. */
export type Item = z.output<typeof itemSchema>;

/** One recurring price. */
export type Price = z.output<typeof priceSchema>;

/** One tier of a price. */
export type Tier = z.output<typeof tierSchema>;

/** A discount whose coupon may be only an id; `start` and `end` are epoch seconds. */
export type Discount = z.output<typeof discountSchema>;

/** The decimal field where both it and its integer twin may be set, else the twin, else nothing. */
export function decimalOr(
  decimal: Rational | null | undefined,
  whole: Rational | null | undefined,
): Rational | undefined {
  return decimal ?? whole ?? undefined;
}

/** A count as a fraction. */
export const count = (value: number): Rational => rational(BigInt(value));
