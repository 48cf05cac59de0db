import { sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import type { Db } from '../db/open-db.ts';
import { findSubject, type SubjectRows } from './find-subject-pg.ts';
import { type Subject, subjectHash } from './subject.ts';

/** Which rows of which table are a subject's: those whose `column` is one of `ids`, without `secret` columns. */
interface Part {
  readonly table: string;
  readonly column: string;
  readonly ids: readonly (string | number)[];
  readonly secret?: string;
}

/** All that Till holds of a subject, as JSON: rows as they are stored, events as they were received. Audited. */
export function exportSubject(db: Db, subject: Subject, by: { actor: string; at: Date }): Promise<object> {
  return db.transaction().execute(async (transaction) => {
    const rows = await findSubject(transaction, subject);
    const found: Record<string, unknown> = { subject: subject.given, at: by.at.toISOString() };
    for (const part of partsOf(rows)) found[part.table] = await readPart(transaction, part);
    found['stripe_events'] = await readEvents(transaction, rows.events);
    const detail = { orders: rows.orders.length, events: rows.events.length };
    const about = `subject ${subjectHash(subject).slice(0, 16)}`;
    await appendAudit(transaction, { actor: by.actor, action: 'privacy.export', subject: about, detail }, by.at);
    return found;
  });
}

function partsOf({ orders, users, auditSeqs, issues, subscriptions }: SubjectRows): readonly Part[] {
  return [
    { table: 'orders', column: 'id', ids: orders },
    { table: 'payments', column: 'order_id', ids: orders },
    { table: 'refunds', column: 'order_id', ids: orders },
    { table: 'refund_requests', column: 'order_id', ids: orders },
    { table: 'subscriptions', column: 'id', ids: subscriptions },
    { table: 'users', column: 'id', ids: users, secret: 'password_hash' },
    { table: 'sessions', column: 'user_id', ids: users, secret: 'data' },
    { table: 'audit_entries', column: 'actor', ids: users },
    { table: 'audit_personal', column: 'seq', ids: auditSeqs },
    { table: 'issues', column: 'id', ids: issues },
  ];
}

async function readPart(db: Db, { table, column, ids, secret = '' }: Part): Promise<readonly unknown[]> {
  const all = sql<{ row: unknown }>`SELECT to_jsonb(t) - ${secret}::text AS row FROM ${sql.table(table)} AS t
    WHERE ${sql.ref(column)}::text = ANY(${ids.map(String)}) ORDER BY ${sql.ref(column)}`;
  return (await all.execute(db)).rows.map(({ row }) => row);
}

async function readEvents(db: Db, ids: readonly string[]): Promise<readonly object[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('stripe_events')
    .select(['id', 'type', 'received_at', 'body'])
    .where('id', 'in', ids)
    .orderBy('received_at')
    .execute();
  return rows.map(({ body, ...row }) => ({ ...row, body: JSON.parse(body.toString('utf8')) }));
}
