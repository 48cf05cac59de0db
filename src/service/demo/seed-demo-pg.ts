import { hashPassword } from '../auth/password.ts';
import { ROLES } from '../auth/permissions.ts';
import { findCredentials, insertUser } from '../auth/user-pg.ts';
import { rebuildSnapshots } from '../analytics/rebuild-snapshots.ts';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import { withAdvisoryLock } from '../db/with-advisory-lock.ts';
import { cancelOrder } from '../orders/cancel-order-pg.ts';
import { listIssues, openIssue, resolveIssue } from '../reconciliation/issue-pg.ts';
import { storeEvents } from '../webhooks/event-pg.ts';
import { DEMO_DAYS, DEMO_END, type DemoEvent, type DemoOrder, writeDemoStory } from './demo-story.ts';

/** The password of every user of the demo. The deploy check refuses a server on which it works. */
export const DEMO_PASSWORD = 'till-demo-2026';

/** What the seed works with; `process` settles a stored event. */
export interface DemoParts {
  readonly db: Db;
  readonly process: (id: string) => Promise<unknown>;
}

/** How much the demo holds. */
export type DemoCounts = Readonly<Record<'users' | 'orders' | 'events' | 'issues' | 'snapshots', number>>;

const LOCK = 7_201_130;
/** The seed of the demo. */
export const DEMO_SEED = 20_260_930;
const END_SECONDS = Date.parse(`${DEMO_END}T00:00:00Z`) / 1000;
const AFTER = END_SECONDS + 30 * 3600;
const at = new Date(AFTER * 1000);

/**
 * Fills a database with the demo: users, orders in each state, subscriptions in each status, a parked event, an open and
 * a resolved issue, and 90 days of snapshots. The same each time, and done again it adds nothing. Refused where other
 * data exists.
 */
export function seedDemo(parts: DemoParts): Promise<DemoCounts> {
  // A second seeding at the same time waits for the first one's end, and finds it done.
  return withAdvisoryLock(parts.db, LOCK, () => seedOnce(parts));
}

async function seedOnce({ db, process }: DemoParts): Promise<DemoCounts> {
  if ((await findCredentials(db, demoEmail('admin'))) === undefined) await refuseOtherData(db);
  await seedUsers(db);
  const story = writeDemoStory(DEMO_SEED);
  for (const order of story.orders) await seedOrder(db, order);
  const events = [...story.events, STRANGER];
  await seedEvents({ db, process }, events);
  for (const { id, end } of story.orders) if (end === 'canceled') await cancelOnce(db, id);
  await seedIssues(db);
  const from = new Date((END_SECONDS - (DEMO_DAYS - 1) * 86_400) * 1000).toISOString().slice(0, 10);
  const range = { from, to: DEMO_END, actor: 'seed-demo', reason: 'demo' };
  const { snapshots } = await rebuildSnapshots({ db, clock: () => AFTER * 1000 }, range);
  return {
    users: ROLES.length,
    orders: story.orders.length,
    events: events.length,
    issues: (await listIssues(db)).length,
    snapshots: snapshots.length,
  };
}

/** The email of the demo's user with a role. */
export const demoEmail = (role: string): string => `${role}@demo.example`;

async function refuseOtherData(db: Db): Promise<void> {
  for (const table of ['orders', 'stripe_events', 'users', 'subscriptions'] as const) {
    const row = await db.selectFrom(table).select('id').limit(1).executeTakeFirst();
    if (row === undefined) continue;
    throw refused('demo-refused', `the database holds ${table} that are not the demo's`, 'name an empty database');
  }
}

async function seedUsers(db: Db): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  for (const role of ROLES) await insertUser(db, { email: demoEmail(role), role, passwordHash });
}

async function seedOrder(db: Db, { id, amountMinor, currency, email, at: created }: DemoOrder): Promise<void> {
  await db
    .insertInto('orders')
    .values({ id, amount_minor: amountMinor, currency, customer_email: email, created_at: new Date(created * 1000) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

async function seedEvents({ db, process }: DemoParts, events: readonly DemoEvent[]): Promise<void> {
  const known = new Set((await db.selectFrom('stripe_events').select('id').execute()).map(({ id }) => id));
  for (const event of events.filter(({ id }) => !known.has(id))) {
    const stored = { event: { ...event, data: { object: { ...event.data.object } } }, verdict: undefined };
    await storeEvents(db, [{ ...stored, body: Buffer.from(JSON.stringify(event)) }]);
  }
  for (const { id } of events) await process(id);
}

async function cancelOnce(db: Db, id: string): Promise<void> {
  const order = await db.selectFrom('orders').select('status').where('id', '=', id).executeTakeFirst();
  if (order?.status === 'pending') await cancelOrder(db, id, { actor: 'seed-demo', at });
}

async function seedIssues(db: Db): Promise<void> {
  if ((await listIssues(db)).length > 0) return;
  const missing = { kind: 'payment_missing', at: END_SECONDS } as const;
  const detail = { stripe: '4900 gbp', till: null, order: null };
  await openIssue(db, { ...missing, subject: 'pi_demo9001', detail }, at);
  const settled = await openIssue(db, { ...missing, subject: 'pi_demo9002', detail }, at);
  await resolveIssue(db, settled.issue.id, { by: 'seed-demo', how: 'The event arrived a day late.', at });
}

/** A payment for an order that Till does not have: it stays parked, for somebody to look at. */
const STRANGER: DemoEvent = {
  id: 'evt_demo_parked',
  object: 'event',
  type: 'payment_intent.succeeded',
  created: END_SECONDS,
  livemode: false,
  data: {
    object: {
      id: 'pi_demo9003',
      object: 'payment_intent',
      amount_received: 1900,
      currency: 'gbp',
      metadata: { order_id: 'ord_elsewhere' },
    },
  },
};
