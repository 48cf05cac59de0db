import { readFileSync } from 'node:fs';
import { eventRank } from '../../../src/service/subscriptions/subscription.ts';
import { seconds, source, usual } from './code-facts.ts';
import type { Fact } from './page-text.ts';

const bodyMiB = () => source('src/service/web/webhook-routes.ts', /^const BODY_LIMIT = (\d+) \* 1024 \* 1024;/m);

/** Routes, sizes, ages and answers of webhooks, and what becomes of their events. */
export const WEBHOOKS: readonly Fact[] = [
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
