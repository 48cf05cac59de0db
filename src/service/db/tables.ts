import type { ColumnType, Generated } from 'kysely';

/** What became of a stored event. `stored` waits for its effect; `parked` could not be processed and says why. */
export type EventStatus = 'stored' | 'processed' | 'ignored' | 'parked';

/** The states of an order. */
export type OrderStatus = 'pending' | 'paid' | 'part_refunded' | 'refunded' | 'canceled';

type Written = ColumnType<Date, Date | undefined, Date>;
type Json = ColumnType<unknown, string, string>;

/** One authentic event, as received. `body` is the exact bytes; `created` is Stripe's, in epoch seconds. */
export interface StripeEventsTable {
  id: string;
  body: Buffer;
  type: string;
  created: number;
  livemode: boolean;
  account: string | null;
  status: Generated<EventStatus>;
  error: string | null;
  waits_for: string | null;
  attempts: Generated<number>;
  duplicates: Generated<number>;
  received_at: Written;
  processed_at: Date | null;
}

/** One thing to be paid. */
export interface OrdersTable {
  id: string;
  status: Generated<OrderStatus>;
  amount_minor: number;
  currency: string;
  customer_email: string | null;
  created_at: Written;
  paid_at: Date | null;
}

/** One payment of an order; `payment_key` is the payment intent, or the checkout session that has none. */
export interface PaymentsTable {
  payment_key: string;
  order_id: string;
  amount_minor: number;
  currency: string;
  paid_at: Date;
}

/** The newest state of a subscription; `event_*` is the rank of the event it came from. */
export interface SubscriptionsTable {
  id: string;
  customer: string | null;
  status: string;
  currency: string;
  state: Json;
  event_created: number;
  event_rank: number;
  event_id: string;
  updated_at: Written;
}

/** All tables of Till. */
export interface Tables {
  stripe_events: StripeEventsTable;
  orders: OrdersTable;
  payments: PaymentsTable;
  subscriptions: SubscriptionsTable;
}
