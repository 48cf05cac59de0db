import { FIGURES } from '../../../src/service/analytics/figures.ts';
import { JOBS } from '../../../src/service/jobs/job-table.ts';
import { monthlyRevenue } from '../../../src/service/mrr/monthly-revenue.ts';
import { periodMonths } from '../../../src/service/mrr/price-amount.ts';
import { roundHalfUp } from '../../../src/service/mrr/rational.ts';
import { subscriptionStateSchema } from '../../../src/service/mrr/subscription-state.ts';
import { refundRequestSchema } from '../../../src/service/refunds/refund-request.ts';
import { refundedStatus, UNCOUNTED } from '../../../src/service/refunds/refund.ts';
import { SPANS } from '../../../src/service/web/views/analytics.ts';
import { ORDER_STATES } from '../../../src/service/web/views/orders.ts';
import { own, source } from './code-facts.ts';
import { list, type Fact } from './page-text.ts';

const vectors = () => source('scripts/analytics.ts', /^const LEAST = \{ vectors: (\d+), demo: \d+, random: \d+ \};/m);

/** Orders, refunds, subscriptions and the figures of revenue. */
export const MONEY: readonly Fact[] = [
  [
    'the states of an order',
    'glossary',
    /^\| order \| what a customer is to pay once: (.+) \|$/,
    () => [
      list(
        ORDER_STATES.map((state) => state.replace('_', ' ')),
        'or',
      ),
    ],
  ],
  [
    'the status after refunds',
    'refunds',
    /^The status of an order follows its refunds: `(\w+)`, `(\w+)`, `(\w+)`\./,
    () => [0, 1, 2].map((refunded) => refundedStatus(2, refunded)),
  ],
  [
    'refunds that do not count',
    'refunds',
    /A refund that (.+?) no longer counts[,;]/,
    () => [UNCOUNTED.map((status) => ({ failed: 'fails', canceled: 'is canceled' })[status as string]).join(' or ')],
  ],
  [
    'the order after a failed refund',
    'runbook',
    /the order goes back to `(\w+)` or `(\w+)`/,
    () => [refundedStatus(2, 0), refundedStatus(2, 1)],
  ],
  [
    'the length of a key',
    'runbook',
    /The key is yours, of (\d+) letters or digits or more/,
    () => [
      [...Array(20).keys()].find(
        (length) => refundRequestSchema.shape.idempotency_key.safeParse('k'.repeat(length)).success,
      ),
    ],
  ],
  [
    'the answers to a request',
    'runbook',
    /\*\*Verify\*\*: the request is `(\w+)` or `(\w+)`/,
    () => source('src/service/db/tables.ts', /status: Generated<'open' \| '(\w+)' \| '(\w+)'>/).split(' '),
  ],
  [
    'subscriptions that count',
    'revenue',
    /A subscription counts when its status is (.+)\. One whose/,
    () => [
      subscriptionStateSchema.shape.status.options
        .filter(counts)
        .map((status) => `\`${status}\``)
        .join(' or '),
    ],
  ],
  [
    'a month of each interval',
    'revenue',
    /A month counts as `(.+)`, a year as `(.+)`, a week as `(.+)`, a day as `(.+)`, where/,
    () => (['month', 'year', 'week', 'day'] as const).map(monthlyPart),
  ],
  [
    'the figure without discounts',
    'revenue',
    /\*(\w+)\* MRR leaves out discounts/,
    () => differing(worth(halfOff), 500),
  ],
  [
    'the figure without what ends',
    'revenue',
    /\*(\w+)\* MRR leaves out subscriptions that are scheduled to end/,
    () => differing(worth({ cancel_at_period_end: true }), 1000),
  ],
  [
    'items that count',
    'revenue',
    /^- (\w+) items count\. (\w+) items do not\./,
    () =>
      ['metered', 'licensed']
        .toSorted((a, b) => worth({ usage: b }).MRR - worth({ usage: a }).MRR)
        .map((usage) => `${usage.charAt(0).toUpperCase()}${usage.slice(1)}`),
  ],
  [
    'rounding',
    'revenue',
    /One rounding, (half \w+), is made/,
    () => [roundHalfUp({ n: 1n, d: 2n }) === 1 ? 'half up' : 'half down'],
  ],
  ['the figures of a day', 'revenue', /one row for each currency: (.+)\. Days that were missed/, () => [figuresText()]],
  [
    'the nightly job',
    'revenue',
    /Each night the job `([\w-]+)` writes/,
    () => JOBS.filter(({ name }) => name.startsWith('snapshot')).map(({ name }) => name),
  ],
  ['vectors that are compared', 'revenue', /^\| the vectors \| .* \| (\d+) \|$/, () => [vectors()]],
  [
    'snapshots that are compared',
    'revenue',
    /^\| the snapshots of the demo \| .* \| (\d+) \|$/,
    () => [source('scripts/analytics.ts', /^const LEAST = .* demo: (\d+),/m)],
  ],
  [
    'random snapshots that are compared',
    'revenue',
    /^\| the snapshots of (\d+) random subscriptions over (\d+) days \| .* \| (\d+) \|$/,
    () => [
      ...source('scripts/analytics.ts', /count: (\d+), last, days: (\d+) /).split(' '),
      source('scripts/analytics.ts', /^const LEAST = .* random: (\d+) /m),
    ],
  ],
  [
    'the name of the gate',
    'revenue',
    /Its name is `(\w+)`, its command `npm run (\w+)`/,
    () => [
      source('scripts/ci.ts', /title: '(analytics)'/),
      Object.entries(own.scripts).find(([, script]) => script.includes('scripts/analytics.ts'))?.[0],
    ],
  ],
  [
    'the days of analytics',
    'known-issues',
    /the analytics page shows at most (\d+) days/,
    () => [Math.max(...SPANS.map(Number))],
  ],
];

// The page tells them in its own order; `unpriced` is among the known issues.
function figuresText(): string {
  const told = ['mrr', 'gross', 'committed', 'arr', 'active', 'new', 'churned', 'gross_revenue', 'refunds'];
  const others = FIGURES.filter((figure) => figure !== 'unpriced' && !told.includes(figure));
  const known = [...told.filter((name) => FIGURES.some((figure) => figure === name)), ...others];
  const words = known.map((name) => (/^(?:mrr|arr)$/.test(name) ? name.toUpperCase() : name.replace('_', ' ')));
  return list(words, 'and').replace('new, churned', 'new and churned subscriptions');
}

// What Stripe would send: 10.00 a month, unless said otherwise.
const subscription = (status: string, { interval = 'month', usage = 'licensed', ...more } = {}) =>
  subscriptionStateSchema.parse({
    status,
    currency: 'gbp',
    items: [{ price: { unit_amount: 1000, recurring: { interval, usage_type: usage } } }],
    ...more,
  });

const worth = (more: object) => {
  const { mrr, gross, committed } = monthlyRevenue(subscription('active', more), 0);
  return { MRR: mrr, Gross: gross, Committed: committed };
};
const differing = (figures: object, from: number) =>
  Object.entries(figures).flatMap(([name, minor]) => (minor === from ? [] : [name]));
const halfOff = { discounts: [{ coupon: { percent_off: 50, duration: 'forever' } }] };
const counts = (status: string): boolean => monthlyRevenue(subscription(status), 0).kind !== 'excluded';

function monthlyPart(interval: string): string {
  const [item] = subscription('active', { interval }).items.data;
  if (item === undefined) throw new Error('a subscription without its item');
  const { n, d } = periodMonths(item.price);
  return interval === 'month' || interval === 'year' ? `${d}/${n === 1n ? '' : n}n` : wholeYear(n, d);
}

// A week is 12/52 of a month, kept as 3/13; the page tells it by the year.
function wholeYear(n: bigint, d: bigint): string {
  return `${(d * 12n) / n}/12n`;
}
