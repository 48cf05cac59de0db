import { createRandom, type Random } from './random.ts';

/** The last day of the demo's data; whenever it is made, it ends here. */
export const DEMO_END = '2026-09-30';
/** The days of the demo. */
export const DEMO_DAYS = 90;

/** An order of the demo; `at` is epoch seconds. */
export interface DemoOrder {
  readonly id: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly email: string;
  readonly at: number;
  readonly end: 'pending' | 'paid' | 'part_refunded' | 'refunded' | 'canceled';
}

/** One event of the demo, as Stripe would send it. */
export interface DemoEvent {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  readonly created: number;
  readonly livemode: false;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
}

/** All that happens in the demo, in the order of time. */
export interface DemoStory {
  readonly orders: readonly DemoOrder[];
  readonly events: readonly DemoEvent[];
}

const DAY = 86_400;
const FIRST = Date.parse(`${DEMO_END}T00:00:00Z`) / 1000 - (DEMO_DAYS - 1) * DAY;
const PEOPLE = ['ada', 'ben', 'chloe', 'dev', 'emma', 'farid', 'grace', 'hugo', 'ines', 'jonas'] as const;
type Price = readonly [currency: string, amountMinor: number];

const PRICES: readonly [Price, ...Price[]] = [
  ['gbp', 1900],
  ['gbp', 4900],
  ['eur', 2500],
  ['usd', 9900],
  ['jpy', 1200],
];
const ORDERS = 160;
const SUBSCRIPTIONS = 48;

/** Writes the demo from a seed: the same seed gives the same orders and events, byte for byte. */
export function writeDemoStory(seed: number): DemoStory {
  const random = createRandom(seed);
  const orders = Array.from({ length: ORDERS }, (_, index) => writeOrder(random, index));
  const events = [
    ...orders.flatMap(orderEvents),
    ...Array.from({ length: SUBSCRIPTIONS }, (_, index) => subscriptionEvents(random, index)).flat(),
  ];
  return {
    orders,
    events: events.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)),
  };
}

const numbered = (prefix: string, index: number): string => `${prefix}_demo${String(index + 1).padStart(4, '0')}`;
const emailOf = (random: Random): string => `${random.pick(PEOPLE)}@demo.example`;

function writeOrder(random: Random, index: number): DemoOrder {
  const [currency, amount] = random.pick(PRICES);
  const share = random.whole(100);
  const end =
    share < 74 ? 'paid' : share < 82 ? 'part_refunded' : share < 90 ? 'refunded' : share < 95 ? 'pending' : 'canceled';
  return {
    id: numbered('ord', index),
    amountMinor: amount * (1 + random.whole(3)),
    currency,
    // The demo's customer owns every eighth order, so that signing in as them shows something.
    email: index % 8 === 0 ? 'customer@demo.example' : emailOf(random),
    at: FIRST + Math.floor(((index + 0.5) * DEMO_DAYS * DAY) / ORDERS) - 7200,
    end,
  };
}

function orderEvents(order: DemoOrder, index: number): readonly DemoEvent[] {
  if (order.end === 'pending' || order.end === 'canceled') return [];
  const intent = numbered('pi', index);
  const paid = buildEvent(
    { id: numbered('evt_pay', index), type: 'payment_intent.succeeded', created: order.at + 600 },
    {
      id: intent,
      object: 'payment_intent',
      amount: order.amountMinor,
      amount_received: order.amountMinor,
      currency: order.currency,
      status: 'succeeded',
      receipt_email: order.email,
      metadata: { order_id: order.id },
    },
  );
  if (order.end === 'paid') return [paid];
  const amount = order.end === 'refunded' ? order.amountMinor : Math.floor(order.amountMinor / 2);
  const at = order.at + 3000;
  const refund = buildEvent(
    { id: numbered('evt_ref', index), type: 'refund.created', created: at },
    {
      id: numbered('re', index),
      object: 'refund',
      amount,
      currency: order.currency,
      payment_intent: intent,
      charge: numbered('ch', index),
      status: 'succeeded',
      reason: 'requested_by_customer',
      created: at,
    },
  );
  return [paid, refund];
}

// What becomes of a subscription: the status that its last event tells, and how many days after its begin.
const FATES = [
  'active',
  'active',
  'active',
  'active',
  'active',
  'past_due',
  'canceled',
  'canceled',
  'trialing',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'paused',
] as const;

function subscriptionEvents(random: Random, index: number): readonly DemoEvent[] {
  const [currency, amount] = random.pick(PRICES);
  const fate = FATES[index % FATES.length] ?? 'active';
  const begin = FIRST + random.whole(60) * DAY + 9 * 3600;
  const interval = random.whole(6) === 0 ? 'year' : 'month';
  const state = {
    id: numbered('sub', index),
    object: 'subscription',
    customer: numbered('cus', random.whole(PEOPLE.length)),
    currency,
    created: begin,
    cancel_at_period_end: false,
    pause_collection: null,
    discounts: [],
    items: { object: 'list', data: [itemOf({ index, amount, currency, interval, quantity: 1 + random.whole(4) })] },
  };
  const created = fate === 'trialing' || fate === 'incomplete' ? fate : 'active';
  const first = buildEvent(
    { id: numbered('evt_sub', index), type: 'customer.subscription.created', created: begin },
    {
      ...state,
      status: created,
    },
  );
  if (created === fate) return [first];
  const at = begin + (5 + random.whole(20)) * DAY;
  const type = fate === 'canceled' ? 'customer.subscription.deleted' : 'customer.subscription.updated';
  return [first, buildEvent({ id: numbered('evt_end', index), type: type, created: at }, { ...state, status: fate })];
}

interface DemoItem {
  readonly index: number;
  readonly amount: number;
  readonly currency: string;
  readonly interval: string;
  readonly quantity: number;
}

function itemOf({ index, amount, currency, interval, quantity }: DemoItem): object {
  const price = {
    id: numbered('price', index),
    object: 'price',
    currency,
    unit_amount: interval === 'year' ? amount * 10 : amount,
    billing_scheme: 'per_unit',
    recurring: { interval, interval_count: 1, usage_type: 'licensed' },
  };
  return { id: numbered('si', index), object: 'subscription_item', quantity, price };
}

function buildEvent(
  { id, type, created }: Pick<DemoEvent, 'id' | 'type' | 'created'>,
  object: Readonly<Record<string, unknown>>,
): DemoEvent {
  return { id, object: 'event', type, created, livemode: false, data: { object } };
}
