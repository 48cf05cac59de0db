import { sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import type { Db } from '../db/open-db.ts';

/** Who sets an event aside, why, and when. */
export interface Dismissal {
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
}

/** Ids of the parked events, oldest first. */
export async function findParkedEvents(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('stripe_events')
    .select('id')
    .where('status', '=', 'parked')
    .orderBy('received_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Sets a parked event aside for good: it stays stored and will have no effect. Audited; false if no event with this id is parked. */
export function dismissEvent(db: Db, id: string, { actor, reason, at }: Dismissal): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const event = await transaction
      .updateTable('stripe_events')
      .set({ status: 'ignored', error: reason, waits_for: null, processed_at: sql`now()` })
      .where('id', '=', id)
      .where('status', '=', 'parked')
      .returning('type')
      .executeTakeFirst();
    if (event === undefined) return false;
    const note = { actor, action: 'event.dismiss', subject: `event ${id}`, detail: { type: event.type } };
    await appendAudit(transaction, { ...note, personal: { reason } }, at);
    return true;
  });
}
