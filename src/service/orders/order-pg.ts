import { sql } from 'kysely';
import { newOrderId } from '../base/ids.ts';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import type { NewOrder, Order } from './order.ts';
import { judgePayment, type PayableOrder, type Payment, type PaymentOutcome } from './payment.ts';

/** Stores a pending order. An id that is taken is Refused with `order-exists`. */
export async function insertOrder(db: Db, order: NewOrder): Promise<Order> {
  const id = order.id ?? newOrderId();
  const row = await db
    .insertInto('orders')
    .values({ id, amount_minor: order.amount_minor, currency: order.currency, customer_email: order.email ?? null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw refused('order-exists', `order ${id} exists`, 'choose another id, or leave it out');
  return row;
}

/** The order with this id as it is now. */
export function findOrder(db: Db, id: string): Promise<Order | undefined> {
  return db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst();
}

/** All orders, oldest first. */
export function listOrders(db: Db): Promise<readonly Order[]> {
  return db.selectFrom('orders').selectAll().orderBy('created_at').orderBy('id').execute();
}

/** Applies a payment to its order inside the caller's transaction. The same payment again, in any order of arrival, changes nothing. */
export async function applyPayment(db: Db, payment: Payment): Promise<PaymentOutcome> {
  const outcome = judgePayment(await lockPayable(db, payment.orderId), payment);
  if (outcome.kind !== 'settled') return outcome;
  const paidAt = new Date(payment.paidAt * 1000);
  const { paid_at } = await upsertPayment(db, payment, paidAt);
  await db
    .updateTable('orders')
    .set({ status: sql`CASE status WHEN 'pending' THEN 'paid' ELSE status END`, paid_at })
    .where('id', '=', payment.orderId)
    .execute();
  return outcome;
}

// The lock makes two payments of one order wait for each other; everything after it sees the first one's row.
async function lockPayable(db: Db, id: string): Promise<PayableOrder | undefined> {
  const order = await db.selectFrom('orders').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (order === undefined) return undefined;
  const payment = await db.selectFrom('payments').select('payment_key').where('order_id', '=', id).executeTakeFirst();
  return {
    status: order.status,
    amountMinor: order.amount_minor,
    currency: order.currency,
    paidBy: payment?.payment_key,
  };
}

// Two events tell of one payment; the earlier time stands, whichever of them came first.
function upsertPayment(db: Db, payment: Payment, paidAt: Date): Promise<{ paid_at: Date }> {
  return db
    .insertInto('payments')
    .values({
      payment_key: payment.key,
      order_id: payment.orderId,
      amount_minor: payment.amountMinor,
      currency: payment.currency,
      paid_at: paidAt,
    })
    .onConflict((conflict) =>
      conflict
        .column('payment_key')
        .doUpdateSet({
          paid_at: sql`least(payments.paid_at, excluded.paid_at)`,
          recorded_at: sql`CASE WHEN excluded.paid_at < payments.paid_at THEN now() ELSE payments.recorded_at END`,
        })
        .whereRef('payments.order_id', '=', 'excluded.order_id'),
    )
    .returning('paid_at')
    .executeTakeFirstOrThrow(() => new Error(`payment ${payment.key} belongs to another order`));
}
