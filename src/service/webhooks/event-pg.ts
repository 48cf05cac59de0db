import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';
import type { EventStatus } from '../db/tables.ts';
import type { SnapshotEvent } from './snapshot-event.ts';
import type { Verdict } from './verdict.ts';

/** A stored event as people see it; `created` is Stripe's time in epoch seconds. `error` says why it is parked or ignored. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly livemode: boolean;
  readonly account: string | null;
  readonly status: EventStatus;
  readonly error: string | null;
  readonly attempts: number;
  readonly duplicates: number;
  readonly received_at: Date;
  readonly processed_at: Date | null;
}

/** An event to be stored; `verdict` where nothing is left to do for it. */
export interface NewEvent {
  readonly event: SnapshotEvent;
  readonly body: Buffer;
  readonly verdict: Verdict | undefined;
}

/** Commits the exact bytes of events with different ids, in one statement. True for each that was there already; of it only the duplicates are counted. */
export async function storeEvents(db: Db, events: readonly NewEvent[]): Promise<readonly boolean[]> {
  const rows = await db
    .insertInto('stripe_events')
    .values(events.map(newRow))
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ duplicates: sql`stripe_events.duplicates + 1` }))
    .returning(['id', 'duplicates'])
    .execute();
  const duplicates = new Map(rows.map((row) => [row.id, row.duplicates]));
  return events.map(({ event }) => (duplicates.get(event.id) ?? 0) > 0);
}

function newRow({ event, body, verdict }: NewEvent) {
  const { id, type, created, livemode } = event;
  const known = { id, body, type, created, livemode, account: event.account ?? null };
  // Every row of one statement has the same columns.
  if (verdict === undefined)
    return { ...known, status: 'stored' as const, error: null, attempts: 0, processed_at: null };
  const error = verdict.kind === 'processed' ? null : verdict.reason;
  return { ...known, status: verdict.kind, error, attempts: 1, processed_at: sql<Date>`now()` };
}

/** Takes an open event for this transaction, so that one worker at a time settles it; undefined if it is settled or taken. */
export function claimEvent(db: Db, id: string): Promise<{ body: Buffer } | undefined> {
  return db
    .selectFrom('stripe_events')
    .select('body')
    .where('id', '=', id)
    .where('status', 'in', ['stored', 'parked'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** Writes what became of a claimed event, in the transaction of its effect. */
export async function settleEvent(db: Db, id: string, verdict: Verdict): Promise<void> {
  await db
    .updateTable('stripe_events')
    .set({
      status: verdict.kind,
      error: verdict.kind === 'processed' ? null : verdict.reason,
      waits_for: verdict.kind === 'parked' ? (verdict.waitsFor ?? null) : null,
      attempts: sql`attempts + 1`,
      processed_at: sql`now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** Writes why an event could not be settled, outside the transaction that was rolled back. A passing fault leaves it stored for `retries` attempts. */
export async function recordFailure(db: Db, id: string, failure: { reason: string; retries: number }): Promise<void> {
  await db
    .updateTable('stripe_events')
    .set({
      status: sql`CASE WHEN attempts < ${failure.retries} THEN status ELSE 'parked' END`,
      error: failure.reason,
      waits_for: null,
      attempts: sql`attempts + 1`,
      processed_at: sql`now()`,
    })
    .where('id', '=', id)
    .where('status', 'in', ['stored', 'parked'])
    .execute();
}

/** Ids that a sweep should try: stored longer ago than `olderThanMs`, or parked for an order or a payment that has arrived since. Oldest first. */
export async function findOpenEvents(db: Db, olderThanMs: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('stripe_events')
    .select('id')
    .where((where) =>
      where.or([
        where.and([
          where('status', '=', 'stored'),
          where('received_at', '<=', sql<Date>`now() - ${olderThanMs} * interval '1 ms'`),
        ]),
        where.and([where('status', '=', 'parked'), hasArrived]),
      ]),
    )
    .orderBy('received_at')
    .limit(500)
    .execute();
  return rows.map((row) => row.id);
}

/** What a parked event waits for is there: the order, or the payment that a refund belongs to. */
const hasArrived = sql<boolean>`waits_for IN (SELECT id FROM orders UNION ALL SELECT payment_key FROM payments)`;

/** Ids of the parked events whose order or payment has arrived, oldest first. */
export async function findWaitingEvents(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('stripe_events')
    .select('id')
    .where('status', '=', 'parked')
    .where('waits_for', 'is not', null)
    .where(hasArrived)
    .orderBy('received_at')
    .limit(500)
    .execute();
  return rows.map((row) => row.id);
}

const SHOWN = [
  'id',
  'type',
  'created',
  'livemode',
  'account',
  'status',
  'error',
  'attempts',
  'duplicates',
  'received_at',
  'processed_at',
] as const;

/** The newest events, of one status or of all, at most `limit`. */
export function listNewestEvents(
  db: Db,
  status: EventStatus | undefined,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const newest = db.selectFrom('stripe_events').select(SHOWN).orderBy('received_at', 'desc').orderBy('id').limit(limit);
  return (status === undefined ? newest : newest.where('status', '=', status)).execute();
}

/** All events without their bodies, in the order in which they came. */
export function listEvents(db: Db): Promise<readonly StoredEvent[]> {
  return db.selectFrom('stripe_events').select(SHOWN).orderBy('received_at').orderBy('id').execute();
}
