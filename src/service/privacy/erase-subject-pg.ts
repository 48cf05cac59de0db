import { sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import { newId } from '../base/ids.ts';
import type { Db } from '../db/open-db.ts';
import { ERASED, erasePersonal, marksPattern } from './erase-text.ts';
import { findSubject, type SubjectRows } from './find-subject-pg.ts';
import { type Subject, subjectHash } from './subject.ts';

/** How many rows of each kind an erasure changed. */
export type ErasureCounts = Readonly<
  Record<'orders' | 'users' | 'subscriptions' | 'events' | 'audit' | 'issues', number>
>;

/**
 * Takes a subject's personal data out of every table, in one transaction, as the tables' owner. Orders, payments and
 * refunds stay with their money, without the person. The audit chain still holds afterwards. Done again, it changes nothing.
 */
export function eraseSubject(db: Db, subject: Subject, by: { actor: string; at: Date }): Promise<ErasureCounts> {
  return db.transaction().execute(async (transaction) => {
    const rows = await findSubject(transaction, subject);
    const counts = {
      orders: await eraseOrders(transaction, rows),
      users: await eraseUsers(transaction, rows),
      subscriptions: await eraseSubscriptions(transaction, rows),
      events: await eraseEvents(transaction, rows, by.at),
      audit: await eraseAudit(transaction, rows, by.at),
      issues: await eraseIssues(transaction, rows),
    };
    const hash = subjectHash(subject);
    const kept = { id: newId('era'), subject_hash: hash, ...by, counts: JSON.stringify(counts) };
    await transaction.insertInto('erasures').values(kept).execute();
    const note = { actor: by.actor, action: 'privacy.erase', subject: `subject ${hash.slice(0, 16)}`, detail: counts };
    await appendAudit(transaction, note, by.at);
    return counts;
  });
}

async function eraseOrders(db: Db, { orders }: SubjectRows): Promise<number> {
  if (orders.length > 0)
    await db.updateTable('orders').set({ customer_email: null }).where('id', 'in', orders).execute();
  return orders.length;
}

// The row stays, since audit entries name its id; nobody can sign in with it.
async function eraseUsers(db: Db, { users }: SubjectRows): Promise<number> {
  for (const id of users) {
    const set = { email: `${id}@erased.invalid`, password_hash: ERASED, disabled_at: sql<Date>`now()` };
    await db.updateTable('users').set(set).where('id', '=', id).execute();
    await db.deleteFrom('sessions').where('user_id', '=', id).execute();
  }
  return users.length;
}

async function eraseSubscriptions(db: Db, { subscriptions, marks }: SubjectRows): Promise<number> {
  const personal = marksPattern(marks.filter(isPersonal));
  for (const id of subscriptions) {
    const row = await db.selectFrom('subscriptions').select('state').where('id', '=', id).executeTakeFirstOrThrow();
    const state = JSON.stringify(erasePersonal(row.state, personal));
    await db.updateTable('subscriptions').set({ state }).where('id', '=', id).execute();
  }
  return subscriptions.length;
}

async function eraseEvents(db: Db, { events, marks }: SubjectRows, at: Date): Promise<number> {
  const personal = marksPattern(marks.filter(isPersonal));
  let changed = 0;
  for (const id of events) {
    const { body } = await db.selectFrom('stripe_events').select('body').where('id', '=', id).executeTakeFirstOrThrow();
    const text = body.toString('utf8');
    const left = JSON.stringify(erasePersonal(JSON.parse(text), personal));
    if (left === JSON.stringify(JSON.parse(text))) continue;
    changed += 1;
    await db
      .updateTable('stripe_events')
      .set({ body: Buffer.from(left), erased_at: at })
      .where('id', '=', id)
      .execute();
  }
  return changed;
}

async function eraseAudit(db: Db, { auditSeqs }: SubjectRows, at: Date): Promise<number> {
  if (auditSeqs.length > 0)
    await db.updateTable('audit_personal').set({ words: null, erased_at: at }).where('seq', 'in', auditSeqs).execute();
  return auditSeqs.length;
}

async function eraseIssues(db: Db, { issues }: SubjectRows): Promise<number> {
  if (issues.length > 0) await db.updateTable('issues').set({ resolution: ERASED }).where('id', 'in', issues).execute();
  return issues.length;
}

// Ids of orders and customers lead to a person only through what is erased; they join the rows that stay.
const isPersonal = (mark: string): boolean => mark.includes('@');
