import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';
import type { OrderStatus } from '../db/tables.ts';
import type { Order } from './order.ts';

/** What to look for. `text` is the begin of an id or of an email; `customer` limits to one person's orders; `before` is the last id of the page before. */
export interface OrderSearch {
  readonly text?: string | undefined;
  readonly status?: OrderStatus | undefined;
  readonly customer?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
  /** Whether emails may be searched. */
  readonly emails: boolean;
}

/** Orders, newest first, at most `limit`. */
export function searchOrders(
  db: Db,
  { text, status, customer, before, limit, emails }: OrderSearch,
): Promise<readonly Order[]> {
  let query = db.selectFrom('orders').selectAll();
  if (status !== undefined) query = query.where('status', '=', status);
  if (customer !== undefined) query = query.where(sql`lower(customer_email)`, '=', customer);
  if (text !== undefined && text !== '') {
    const begin = `${text.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((where) =>
      emails
        ? where.or([where('id', 'like', begin), where(sql`lower(customer_email)`, 'like', begin.toLowerCase())])
        : where('id', 'like', begin),
    );
  }
  if (before !== undefined)
    query = query.where(
      sql<boolean>`(created_at, id) < (SELECT created_at, id FROM orders AS last WHERE last.id = ${before})`,
    );
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
