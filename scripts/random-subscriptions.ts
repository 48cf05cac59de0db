/** One event of a random subscription. `created` is epoch seconds. */
export interface RandomEvent {
  readonly type: string;
  readonly created: number;
  readonly subscription: Readonly<Record<string, unknown>>;
}

const STATUSES = ['active', 'active', 'active', 'past_due', 'trialing', 'paused', 'unpaid'] as const;
const INTERVALS = ['month', 'month', 'year', 'week', 'day'] as const;
const DAY = 86_400;

/** Subscriptions with one to four events each before `last` (epoch seconds), the same for the same seed. */
export function randomSubscriptions(
  seed: number,
  { count, last, days }: { readonly count: number; readonly last: number; readonly days: number },
): readonly RandomEvent[] {
  const random = createRandom(seed);
  const events = Array.from({ length: count }, (_, number) => {
    const base = { id: `sub_random${number}`, currency: random.pick(['gbp', 'eur', 'usd', 'jpy']), last, random };
    const moments = Array.from({ length: 1 + random.below(4) }, () => last - 1 - random.below(days * DAY)).toSorted(
      (a, b) => a - b,
    );
    return moments.map((created, index) => ({
      created,
      type: `customer.subscription.${index === 0 ? 'created' : index === 3 ? 'deleted' : 'updated'}`,
      subscription: subscriptionOf(base, index === 3),
    }));
  });
  return events.flat();
}

interface Base {
  readonly id: string;
  readonly currency: string;
  readonly last: number;
  readonly random: Random;
}

function subscriptionOf({ id, currency, last, random }: Base, ended: boolean): RandomEvent['subscription'] {
  const items = Array.from({ length: 1 + random.below(2) }, () => itemOf(currency, random));
  return {
    id,
    object: 'subscription',
    customer: `cus_random${random.below(50)}`,
    currency,
    status: ended ? 'canceled' : random.pick(STATUSES),
    pause_collection: random.below(12) === 0 ? { behavior: 'void' } : null,
    cancel_at_period_end: random.below(10) === 0,
    discounts: Array.from({ length: random.below(3) }, () => discountOf(last, random)),
    items: { object: 'list', has_more: false, data: items },
  };
}

function itemOf(currency: string, random: Random): object {
  const usage = random.below(8) === 0 ? 'metered' : 'licensed';
  const recurring = { interval: random.pick(INTERVALS), interval_count: 1 + random.below(3), usage_type: usage };
  return {
    object: 'subscription_item',
    quantity: random.below(6),
    price: { object: 'price', currency, billing_scheme: 'per_unit', unit_amount: random.below(20_000), recurring },
  };
}

function discountOf(last: number, random: Random): object {
  const start = last - random.below(90 * DAY);
  const duration = random.pick(['once', 'forever', 'repeating']);
  const off = random.below(2) === 0 ? { percent_off: 1 + random.below(100) } : { amount_off: random.below(4000) };
  return {
    object: 'discount',
    start,
    end: duration === 'forever' ? null : start + 30 * DAY,
    coupon: { duration, ...off },
  };
}

interface Random {
  below(bound: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
}

// A linear congruential generator: what it draws needs to vary, not to be unpredictable.
function createRandom(seed: number): Random {
  let state = BigInt(seed);
  const below = (bound: number): number => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return Number((state >> 33n) % BigInt(bound));
  };
  return { below, pick: (list) => list[below(list.length)] ?? list[0] };
}
