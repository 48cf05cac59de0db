import { appendAudit } from '../audit/audit-pg.ts';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';

/** Cancels an order that nobody has paid; audited. Refused for any other: what was paid is refunded. A payment that comes later is parked. */
export function cancelOrder(db: Db, id: string, by: { readonly actor: string; readonly at: Date }): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const order = await transaction
      .selectFrom('orders')
      .select('status')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (order === undefined) throw refused('order-unknown', `no order ${id}`, 'see till orders');
    if (order.status !== 'pending')
      throw refused('order-not-pending', `order ${id} is ${order.status}`, 'only a pending order can be canceled');
    await transaction.updateTable('orders').set({ status: 'canceled' }).where('id', '=', id).execute();
    const note = { actor: by.actor, action: 'order.cancel', subject: `order ${id}`, detail: {} };
    await appendAudit(transaction, note, by.at);
  });
}
