import { type Classification, RULES } from './classification-rules.ts';
import type { Tables } from './tables.ts';

function all<Name extends string>(
  rule: Classification,
  ...names: readonly Name[]
): Readonly<Record<Name, Classification>>;
function all(rule: Classification, ...names: readonly string[]): Readonly<Record<string, Classification>> {
  return Object.fromEntries(names.map((name) => [name, rule]));
}

/** Every column of every table. A column that is missing here does not compile, and one that the database alone has fails a test. */
export const CLASSIFICATION: { readonly [T in keyof Tables]: { readonly [C in keyof Tables[T]]: Classification } } = {
  stripe_events: {
    ...all(
      RULES.money,
      'id',
      'type',
      'created',
      'livemode',
      'account',
      'status',
      'error',
      'waits_for',
      'attempts',
      'duplicates',
      'received_at',
      'processed_at',
      'erased_at',
    ),
    body: RULES.events,
  },
  orders: {
    ...all(RULES.money, 'id', 'status', 'amount_minor', 'currency', 'created_at', 'paid_at'),
    customer_email: RULES.email,
  },
  payments: {
    ...all(RULES.money, 'payment_key', 'order_id', 'amount_minor', 'currency', 'paid_at', 'recorded_at'),
  },
  subscription_changes: {
    ...all(
      RULES.money,
      'subscription_id',
      'event_created',
      'event_rank',
      'event_id',
      'status',
      'currency',
      'state',
      'recorded_at',
    ),
    customer: RULES.pseudonym,
  },
  snapshots: {
    ...all(
      RULES.money,
      'day',
      'currency',
      'version',
      'mrr',
      'gross',
      'committed',
      'arr',
      'active',
      'new',
      'churned',
      'unpriced',
      'refunds',
      'gross_revenue',
      'digest',
      'reason',
      'created_at',
    ),
  },
  snapshot_catch_up: {
    ...all(RULES.work, 'is_only', 'seen_until'),
  },
  workers: {
    ...all(RULES.work, 'id', 'started_at', 'seen_at', 'version'),
  },
  job_runs: {
    ...all(RULES.work, 'job', 'run_id', 'try', 'worker', 'started_at', 'ended_at', 'result', 'words'),
  },
  backup_runs: {
    ...all(RULES.work, 'id', 'kind', 'at', 'ok', 'bytes', 'took_ms', 'detail'),
  },
  subscriptions: {
    ...all(RULES.money, 'id', 'status', 'currency', 'event_created', 'event_rank', 'event_id', 'updated_at'),
    customer: RULES.pseudonym,
    state: RULES.subscriptionState,
  },
  refunds: {
    ...all(
      RULES.money,
      'id',
      'order_id',
      'payment_key',
      'amount_minor',
      'currency',
      'status',
      'reason',
      'failure_reason',
      'refunded_at',
      'event_created',
      'event_rank',
      'updated_at',
    ),
  },
  refund_requests: {
    ...all(
      RULES.money,
      'idempotency_key',
      'order_id',
      'amount_minor',
      'reason',
      'status',
      'refund_id',
      'answer',
      'created_at',
    ),
    actor: RULES.actor,
  },
  audit_entries: {
    ...all(RULES.record, 'seq', 'at', 'action', 'subject', 'detail', 'prev_hash', 'hash'),
    actor: RULES.actor,
  },
  audit_head: {
    ...all(RULES.record, 'is_head', 'seq', 'hash'),
  },
  audit_personal: {
    ...all(RULES.record, 'seq', 'salt', 'erased_at'),
    words: RULES.words,
  },
  erasures: {
    ...all(RULES.record, 'id', 'at', 'counts'),
    subject_hash: RULES.hash,
    actor: RULES.actor,
  },
  issues: {
    ...all(
      RULES.record,
      'id',
      'key',
      'kind',
      'subject',
      'detail',
      'at',
      'status',
      'opened_at',
      'seen_at',
      'resolved_at',
    ),
    resolved_by: RULES.actor,
    resolution: RULES.resolution,
  },
  users: {
    id: RULES.actor,
    email: RULES.account,
    ...all(RULES.access, 'role', 'created_at', 'disabled_at'),
    password_hash: RULES.credential,
  },
  sessions: {
    ...all(RULES.session, 'id_hash', 'user_id', 'data'),
    ...all(RULES.access, 'created_at', 'expires_at'),
  },
  sign_in_attempts: {
    key: RULES.attempt,
    ...all(RULES.access, 'attempts', 'window_until'),
  },
};

/** One line of the inventory. */
export interface InventoryRow extends Classification {
  readonly table: string;
  readonly column: string;
}

/** The inventory, in the order of the tables. */
export function inventoryRows(): readonly InventoryRow[] {
  return Object.entries(CLASSIFICATION).flatMap(([table, columns]) =>
    Object.entries(columns).map(([column, rule]: [string, Classification]) => ({ table, column, ...rule })),
  );
}
