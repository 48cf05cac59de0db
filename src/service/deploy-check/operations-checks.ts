import type { Check, CheckContext } from './check.ts';
import { finding, held, NotReached, type Outcome } from './outcome.ts';
import { readClock } from './read-database-pg.ts';

// From the release schedule of Node.js, read in November 2026: the day after which a line gets no fixes.
const NODE_ENDS: Readonly<Record<number, string>> = {
  18: '2025-04-30',
  20: '2026-04-30',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
};
const SKEW_MS = 30_000;

function runtime({ machine, clock }: CheckContext): Outcome {
  const major = Number(/^v?(\d+)\./.exec(machine.nodeVersion)?.[1]);
  const ends = NODE_ENDS[major];
  const hint = 'run Till on a Node.js line that gets security fixes';
  if (ends === undefined) return finding(`no end of life is known for Node.js ${machine.nodeVersion}`, hint);
  if (Date.parse(ends) < clock()) return finding(`Node.js ${machine.nodeVersion} had its last fixes on ${ends}`, hint);
  return held(`${machine.nodeVersion} until ${ends}`);
}

/** How far our clock is from another one; a Date header has whole seconds. */
interface Skew {
  readonly whose: string;
  readonly ms: number;
}

async function skews(context: CheckContext): Promise<Outcome> {
  const all = [await databaseSkew(context), await serverSkew(context), ...(await stripeSkew(context))];
  const far = all.find(({ ms }) => Math.abs(ms) >= SKEW_MS);
  if (far !== undefined)
    return finding(`our clock is ${Math.round(far.ms / 1000)} s from that of ${far.whose}`, 'keep the clock with NTP');
  return held(all.map(({ whose, ms }) => `${whose} ${(ms / 1000).toFixed(1)} s`).join(', '));
}

async function databaseSkew({ clock, database }: CheckContext): Promise<Skew> {
  // The first call may open the connection; only the second one is timed.
  await database(readClock);
  const before = clock();
  const at = await database(readClock);
  return { whose: 'the database', ms: (before + clock()) / 2 - at.getTime() };
}

async function serverSkew({ web }: CheckContext): Promise<Skew> {
  const { headers, askedAt, answeredAt } = await web.ask({ path: '/healthz' });
  const at = Date.parse(headers.date ?? '');
  if (Number.isNaN(at)) throw new NotReached('the server sends no Date header');
  return { whose: 'the server', ms: (askedAt + answeredAt) / 2 - at };
}

async function stripeSkew({ config, stripe }: CheckContext): Promise<readonly Skew[]> {
  if (config.STRIPE_API_KEY === undefined) return [];
  const { stripeAt, ourAt } = await stripe();
  if (stripeAt === undefined) throw new NotReached('Stripe sends no Date header');
  return [{ whose: 'Stripe', ms: ourAt - stripeAt }];
}

async function metricsClosed({ web }: CheckContext): Promise<Outcome> {
  const { status } = await web.ask({ path: '/metrics', headers: { 'x-forwarded-for': '203.0.113.9' } });
  if (status === 401 || status === 403 || status === 404) return held(String(status));
  return finding(
    `/metrics is answered ${status} to a stranger`,
    'let the proxy add X-Forwarded-For, or close the path',
  );
}

/** What keeps Till running. */
export const OPERATIONS_CHECKS: readonly Check[] = [
  {
    id: 'ops.W701',
    level: 'warning',
    title: 'the runtime gets security fixes',
    doc: 'The end of life of the Node.js line is ahead, by a dated table in the program.',
    from: 'settings',
    run: runtime,
  },
  {
    id: 'ops.W702',
    level: 'warning',
    title: 'clocks agree',
    doc: 'The clock here is less than 30 s from those of the database, of the running server and of Stripe.',
    from: 'running',
    run: skews,
  },
  {
    id: 'ops.W704',
    level: 'warning',
    title: '/metrics is not public',
    doc: 'A request for /metrics that a proxy forwards for a stranger is refused.',
    from: 'running',
    run: metricsClosed,
  },
];
