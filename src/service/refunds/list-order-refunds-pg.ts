import type { Db } from '../db/open-db.ts';
import type { RefundStatus } from '../db/tables.ts';

/** A refund as an order's page shows it. */
export interface OrderRefund {
  readonly id: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly failure_reason: string | null;
  readonly refunded_at: Date;
}

/** The refunds of one order, oldest first. */
export function listOrderRefunds(db: Db, orderId: string): Promise<readonly OrderRefund[]> {
  return db
    .selectFrom('refunds')
    .select(['id', 'amount_minor', 'currency', 'status', 'reason', 'failure_reason', 'refunded_at'])
    .where('order_id', '=', orderId)
    .orderBy('refunded_at')
    .orderBy('id')
    .execute();
}
