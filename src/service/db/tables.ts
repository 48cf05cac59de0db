import type { ColumnType, Generated } from 'kysely';
import type { SessionsTable, SignInAttemptsTable, UsersTable } from './auth-tables.ts';
import type { SnapshotCatchUpTable, SnapshotsTable, SubscriptionChangesTable } from './analytics-tables.ts';
import type { BackupRunsTable } from './backup-tables.ts';
import type { JobRunsTable, WorkersTable } from './job-tables.ts';

/** What became of a stored event. `stored` waits for its effect; `parked` could not be processed and says why. */
export type EventStatus = 'stored' | 'processed' | 'ignored' | 'parked';

/** The states of a refund, in Stripe's words. */
export type RefundStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';

/** The states of an order. */
export type OrderStatus = 'pending' | 'paid' | 'part_refunded' | 'refunded' | 'canceled';

/** What an issue is about and how the two sides differ: not here, not at Stripe, or not the same. */
export type IssueKind = `${'payment' | 'refund' | 'subscription'}_${'missing' | 'unknown' | 'differs'}`;

/** What became of an issue; an accepted one is a difference that somebody lives with. */
export type IssueStatus = 'open' | 'accepted' | 'resolved';

/** What each side says, null where it has nothing; `order` where one is known. No personal data. */
export interface IssueDetail {
  readonly stripe: string | null;
  readonly till: string | null;
  readonly order: string | null;
}

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
  erased_at: Generated<Date | null>;
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
  recorded_at: Written;
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

/** One refund at Stripe; `event_*` is the rank of what told its state. */
export interface RefundsTable {
  id: string;
  order_id: string;
  payment_key: string;
  amount_minor: number;
  currency: string;
  status: RefundStatus;
  reason: string | null;
  failure_reason: string | null;
  refunded_at: Date;
  event_created: number;
  event_rank: number;
  updated_at: Written;
}

/** A refund that was asked for here; `open` until Stripe has answered. */
export interface RefundRequestsTable {
  idempotency_key: string;
  order_id: string;
  amount_minor: number;
  reason: string | null;
  actor: string;
  status: Generated<'open' | 'made' | 'refused'>;
  refund_id: string | null;
  answer: string | null;
  created_at: Written;
}

/** What was done, by whom; chained by hashes. */
export interface AuditEntriesTable {
  seq: number;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  detail: ColumnType<Readonly<Record<string, string | number | boolean | null>>, string, never>;
  prev_hash: string;
  hash: string;
}

/** The end of the audit chain, one row. */
export interface AuditHeadTable {
  is_head: Generated<boolean>;
  seq: number;
  hash: string;
}

/** A difference between Stripe and Till; one row per `key` that is not resolved. Of an accepted one `resolved_*` and `resolution` say who took it, and why. `at` is when the object happened. */
export interface IssuesTable {
  id: string;
  key: string;
  kind: IssueKind;
  subject: string;
  detail: ColumnType<IssueDetail, string, string>;
  at: Date;
  status: Generated<IssueStatus>;
  opened_at: Date;
  seen_at: Date;
  resolved_at: Date | null;
  resolved_by: string | null;
  resolution: string | null;
}

/** Words beside an audit entry that may speak of a person; null once erased. */
export interface AuditPersonalTable {
  seq: number;
  salt: string;
  words: ColumnType<Readonly<Record<string, string>> | null, string, null>;
  erased_at: Generated<Date | null>;
}

/** One erasure: the subject by its hash, and how many rows of each kind. */
export interface ErasuresTable {
  id: string;
  subject_hash: string;
  at: Date;
  actor: string;
  counts: ColumnType<Readonly<Record<string, number>>, string, never>;
}

/** All tables of Till. */
export interface Tables {
  stripe_events: StripeEventsTable;
  orders: OrdersTable;
  payments: PaymentsTable;
  subscriptions: SubscriptionsTable;
  refunds: RefundsTable;
  refund_requests: RefundRequestsTable;
  subscription_changes: SubscriptionChangesTable;
  snapshots: SnapshotsTable;
  snapshot_catch_up: SnapshotCatchUpTable;
  workers: WorkersTable;
  job_runs: JobRunsTable;
  backup_runs: BackupRunsTable;
  audit_entries: AuditEntriesTable;
  audit_head: AuditHeadTable;
  audit_personal: AuditPersonalTable;
  erasures: ErasuresTable;
  issues: IssuesTable;
  users: UsersTable;
  sessions: SessionsTable;
  sign_in_attempts: SignInAttemptsTable;
}
