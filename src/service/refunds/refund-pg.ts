import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';
import type { RefundStatus } from '../db/tables.ts';
import { isCounted, refundedStatus, type RefundChange, type RefundOutcome, statusRank, UNCOUNTED } from './refund.ts';

/** A stored refund as people see it. */
export interface Refund {
  readonly id: string;
  readonly order_id: string;
  readonly payment_key: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly failure_reason: string | null;
  readonly refunded_at: Date;
  readonly updated_at: Date;
}

/** Writes a refund's state unless a newer one is there, and restates its order, in the caller's transaction. */
export async function applyRefund(db: Db, change: RefundChange): Promise<RefundOutcome> {
  const payment = await lockPayment(db, change.paymentKey);
  if (payment === undefined) return { kind: 'unknown-payment', reason: `no payment ${change.paymentKey}` };
  if (payment.currency !== change.currency)
    return { kind: 'refused', reason: `the payment is in ${payment.currency}, the refund in ${change.currency}` };
  if (await isKnown(db, change)) return { kind: 'settled' };
  const counted = (await refundedMinor(db, payment.order_id, change.id)) + change.amountMinor;
  if (counted > payment.amount_minor && isCounted(change.status)) {
    return { kind: 'refused', reason: `refunds of ${counted} exceed the payment of ${payment.amount_minor}` };
  }
  await upsertRefund(db, payment.order_id, change);
  await restateOrder(db, payment.order_id, payment.amount_minor);
  return { kind: 'settled' };
}

/** An older telling of a refund is done as well, and must not be measured against refunds that came later. */
async function isKnown(db: Db, { id, toldAt, status }: RefundChange): Promise<boolean> {
  const stored = await db
    .selectFrom('refunds')
    .select(['event_created', 'event_rank'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (stored === undefined) return false;
  return stored.event_created > toldAt || (stored.event_created === toldAt && stored.event_rank >= statusRank(status));
}

/** The order's row is the lock that payments and refunds share. */
async function lockPayment(db: Db, key: string) {
  const payment = await db.selectFrom('payments').selectAll().where('payment_key', '=', key).executeTakeFirst();
  if (payment !== undefined) await lockOrder(db, payment.order_id);
  return payment;
}

/** Makes every other payment or refund of this order wait until the caller's transaction ends. */
export async function lockOrder(db: Db, orderId: string): Promise<void> {
  await db.selectFrom('orders').select('id').where('id', '=', orderId).forUpdate().execute();
}

/** What the counted refunds of an order sum to, in minor units; `except` is left out. */
export async function refundedMinor(db: Db, orderId: string, except = ''): Promise<number> {
  const { sum } = await db
    .selectFrom('refunds')
    .select(sql<number>`coalesce(sum(amount_minor), 0)::bigint`.as('sum'))
    .where('order_id', '=', orderId)
    .where('id', '<>', except)
    .where('status', 'not in', UNCOUNTED)
    .executeTakeFirstOrThrow();
  return sum;
}

async function upsertRefund(db: Db, orderId: string, change: RefundChange): Promise<void> {
  const row = {
    id: change.id,
    order_id: orderId,
    payment_key: change.paymentKey,
    amount_minor: change.amountMinor,
    currency: change.currency,
    status: change.status,
    reason: change.reason,
    failure_reason: change.failureReason,
    refunded_at: new Date(change.refundedAt * 1000),
    event_created: change.toldAt,
    event_rank: statusRank(change.status),
  };
  await db
    .insertInto('refunds')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...row, updated_at: sql`now()` })
        .where(
          sql<boolean>`(refunds.event_created, refunds.event_rank) < (excluded.event_created, excluded.event_rank)`,
        ),
    )
    .execute();
}

async function restateOrder(db: Db, orderId: string, paidMinor: number): Promise<void> {
  const status = refundedStatus(paidMinor, await refundedMinor(db, orderId));
  await db
    .updateTable('orders')
    .set({ status })
    .where('id', '=', orderId)
    .where('status', 'in', ['paid', 'part_refunded', 'refunded'])
    .execute();
}

/** All refunds, oldest first. */
export function listRefunds(db: Db): Promise<readonly Refund[]> {
  return db
    .selectFrom('refunds')
    .select([
      'id',
      'order_id',
      'payment_key',
      'amount_minor',
      'currency',
      'status',
      'reason',
      'failure_reason',
      'refunded_at',
      'updated_at',
    ])
    .orderBy('refunded_at')
    .orderBy('id')
    .execute();
}
