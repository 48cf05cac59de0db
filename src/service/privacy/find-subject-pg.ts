import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';
import { marksPattern, mentions } from './erase-text.ts';
import type { Subject } from './subject.ts';

/** All that Till holds of a subject, by the ids of its rows. `marks` are the lower-case texts by which they were found. */
export interface SubjectRows {
  readonly marks: readonly string[];
  readonly orders: readonly string[];
  readonly users: readonly string[];
  readonly subscriptions: readonly string[];
  readonly events: readonly string[];
  readonly auditSeqs: readonly number[];
  readonly issues: readonly string[];
}

const PAGE = 500;

/**
 * Finds a subject's rows. Events lead from an email to Stripe's customer id and from there to more events, so the raw
 * bodies are read until nothing new is found; they are read decoded, since JSON can write one letter in many ways.
 */
export async function findSubject(db: Db, subject: Subject): Promise<SubjectRows> {
  const marks = new Set([subject.email, subject.customer].filter((mark) => mark !== undefined).map(lower));
  const users = await userIds(db, subject.email);
  const orders = await orderIds(db, subject.email);
  for (const id of orders) marks.add(lower(id));
  const events = await findEvents(db, marks);
  return {
    marks: [...marks],
    orders,
    users,
    subscriptions: await subscriptionIds(db, marks),
    events,
    auditSeqs: await auditSeqs(db, marks),
    issues: await issueIds(db, marks),
  };
}

const lower = (text: string): string => text.toLowerCase();

async function userIds(db: Db, email: string | undefined): Promise<readonly string[]> {
  if (email === undefined) return [];
  return (await db.selectFrom('users').select('id').where('email', '=', email).execute()).map(({ id }) => id);
}

async function orderIds(db: Db, email: string | undefined): Promise<readonly string[]> {
  if (email === undefined) return [];
  const rows = await db
    .selectFrom('orders')
    .select('id')
    .where(sql`lower(customer_email)`, '=', email)
    .execute();
  return rows.map(({ id }) => id);
}

async function findEvents(db: Db, marks: Set<string>): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let before = -1; before < marks.size;) {
    before = marks.size;
    const pattern = marksPattern(marks);
    for await (const { id, event } of eventBodies(db)) {
      if (!mentions(event, pattern)) continue;
      found.add(id);
      for (const customer of customersOf(event)) marks.add(lower(customer));
    }
  }
  return [...found];
}

/** All events with their decoded bodies, a page at a time. */
async function* eventBodies(db: Db): AsyncGenerator<{ id: string; event: unknown }> {
  for (let after = ''; ;) {
    const page = await db
      .selectFrom('stripe_events')
      .select(['id', 'body'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, body } of page) yield { id, event: JSON.parse(body.toString('utf8')) };
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

// An event is about one customer: its object is one, or names one.
function customersOf(event: unknown): readonly string[] {
  const object = fieldOf(fieldOf(event, 'data'), 'object');
  const customer = fieldOf(object, 'customer');
  const ids = [fieldOf(object, 'id'), customer, fieldOf(customer, 'id')];
  return ids.filter((id) => typeof id === 'string' && id.startsWith('cus_')).map(String);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

async function subscriptionIds(db: Db, marks: ReadonlySet<string>): Promise<readonly string[]> {
  const rows = await db.selectFrom('subscriptions').select(['id', 'customer', 'state']).execute();
  return rows.filter((row) => mentions([row.customer, row.state], marksPattern(marks))).map(({ id }) => id);
}

async function auditSeqs(db: Db, marks: ReadonlySet<string>): Promise<readonly number[]> {
  const rows = await db.selectFrom('audit_personal').select(['seq', 'words']).where('words', 'is not', null).execute();
  return rows.filter((row) => mentions(row.words, marksPattern(marks))).map(({ seq }) => seq);
}

async function issueIds(db: Db, marks: ReadonlySet<string>): Promise<readonly string[]> {
  const rows = await db.selectFrom('issues').select(['id', 'resolution']).where('resolution', 'is not', null).execute();
  return rows.filter((row) => mentions(row.resolution, marksPattern(marks))).map(({ id }) => id);
}
