/** What kind of value a column holds: `text` may begin with a formula, `pii` is text about a person, `plain` is neither. */
export type ColumnKind = 'text' | 'pii' | 'plain';

/** One column of an export: its heading, the expression behind it, and what it may hold. */
export interface ExportColumn {
  readonly name: string;
  readonly sql: string;
  readonly kind: ColumnKind;
}

/** What can be exported. `at` is the time by which a period is chosen. */
export interface ExportKind {
  readonly name: string;
  readonly doc: string;
  readonly from: string;
  readonly at: string;
  readonly key: string;
  readonly columns: readonly ExportColumn[];
}

const text = (name: string, sql = name): ExportColumn => ({ name, sql, kind: 'text' });
const plain = (name: string, sql = name): ExportColumn => ({ name, sql, kind: 'plain' });
const time = (name: string, sql = name): ExportColumn => ({
  name,
  sql: `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  kind: 'plain',
});

/** All exports. Amounts are in minor units. */
export const EXPORT_KINDS: readonly ExportKind[] = [
  {
    name: 'orders',
    doc: 'orders by the time they were created',
    from: 'orders',
    at: 'created_at',
    key: 'created_at, id',
    columns: [
      text('id'),
      plain('status'),
      plain('amount_minor'),
      plain('currency'),
      { name: 'customer_email', sql: 'customer_email', kind: 'pii' },
      time('created_at'),
      time('paid_at'),
    ],
  },
  {
    name: 'payments',
    doc: 'payments by the time they were paid',
    from: 'payments',
    at: 'paid_at',
    key: 'paid_at, payment_key',
    columns: [text('payment_key'), text('order_id'), plain('amount_minor'), plain('currency'), time('paid_at')],
  },
  {
    name: 'refunds',
    doc: 'refunds by the time they were made',
    from: 'refunds',
    at: 'refunded_at',
    key: 'refunded_at, id',
    columns: [
      text('id'),
      text('order_id'),
      text('payment_key'),
      plain('amount_minor'),
      plain('currency'),
      plain('status'),
      text('reason'),
      text('failure_reason'),
      time('refunded_at'),
    ],
  },
  {
    name: 'subscriptions',
    doc: 'the newest state of each subscription, by the time of its last event',
    from: 'subscriptions',
    at: 'to_timestamp(event_created)',
    key: 'id',
    columns: [
      text('id'),
      text('customer'),
      text('status'),
      text('currency'),
      time('event_at', 'to_timestamp(event_created)'),
    ],
  },
];

/** The kind of this name. */
export function findExportKind(name: string): ExportKind | undefined {
  return EXPORT_KINDS.find((kind) => kind.name === name);
}
