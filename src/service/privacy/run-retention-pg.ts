import { sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/open-db.ts';
import { erasePersonal } from './erase-text.ts';

/** How long personal data stays, in days. */
export type RetentionRule = Pick<
  Config,
  'RETENTION_EVENT_DAYS' | 'RETENTION_ORDER_EMAIL_DAYS' | 'RETENTION_AUDIT_WORDS_DAYS'
>;

/** How many rows of each kind a run changed. */
export type RetentionCounts = Readonly<
  Record<'events' | 'order_emails' | 'audit_words' | 'sessions' | 'sign_in_attempts', number>
>;

const PAGE = 500;

/** Erases what is older than its retention, as the tables' owner. Audited with its counts; a second run of the same day changes nothing. */
export async function runRetention(
  db: Db,
  rule: RetentionRule,
  by: { actor: string; at: Date },
): Promise<RetentionCounts> {
  const before = (days: number) => new Date(by.at.getTime() - days * 86_400_000);
  const counts = {
    events: await eraseEvents(db, before(rule.RETENTION_EVENT_DAYS), by.at),
    order_emails: await eraseEmails(db, before(rule.RETENTION_ORDER_EMAIL_DAYS)),
    audit_words: await eraseWords(db, before(rule.RETENTION_AUDIT_WORDS_DAYS), by.at),
    sessions: await removeOld(db, 'sessions', by.at),
    sign_in_attempts: await removeOld(db, 'sign_in_attempts', by.at),
  };
  const note = { actor: by.actor, action: 'retention.run', subject: 'personal data', detail: counts };
  await db.transaction().execute((transaction) => appendAudit(transaction, note, by.at));
  return counts;
}

// An event that is still open keeps its bytes: they are needed to settle it.
async function eraseEvents(db: Db, before: Date, at: Date): Promise<number> {
  let changed = 0;
  for (;;) {
    const page = await db
      .selectFrom('stripe_events')
      .select(['id', 'body'])
      .where('received_at', '<', before)
      .where('erased_at', 'is', null)
      .where('status', 'in', ['processed', 'ignored'])
      .limit(PAGE)
      .execute();
    if (page.length === 0) return changed;
    for (const { id, body } of page) {
      const left = JSON.stringify(erasePersonal(JSON.parse(body.toString('utf8')), ANY_EMAIL));
      await db
        .updateTable('stripe_events')
        .set({ body: Buffer.from(left), erased_at: at })
        .where('id', '=', id)
        .execute();
    }
    changed += page.length;
  }
}

const ANY_EMAIL = /[^\s"'<>(),;:=@]+@[^\s"'<>(),;:=@]+\.[a-z]{2,}/i;

async function eraseEmails(db: Db, before: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('orders')
    .set({ customer_email: null })
    .where('created_at', '<', before)
    .where('customer_email', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

async function eraseWords(db: Db, before: Date, at: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('audit_personal')
    .set({ words: null, erased_at: at })
    .where('words', 'is not', null)
    .where('seq', 'in', (from) => from.selectFrom('audit_entries').select('seq').where('at', '<', before))
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

async function removeOld(db: Db, table: 'sessions' | 'sign_in_attempts', at: Date): Promise<number> {
  const column = table === 'sessions' ? sql.ref('expires_at') : sql.ref('window_until');
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where(sql<boolean>`${column} <= ${at}`)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
