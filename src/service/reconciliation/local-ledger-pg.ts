import { sql } from 'kysely';
import { assertNever } from '../base/assert-never.ts';
import type { Db } from '../db/open-db.ts';
import type { LocalLedger } from './compare-ledgers.ts';
import type { Entry } from './entry.ts';
import type { Window } from './window.ts';

const PAGE = 500;

// In this file an empty text, which names nothing, joins each list: an empty list is no SQL.

/** Till's entries with these keys, whenever they were made. */
export function findEntries(db: Db, kind: Entry['kind'], keys: readonly string[]): Promise<readonly Entry[]> {
  switch (kind) {
    case 'payment':
      return readPayments(paymentRows(db).where('payment_key', 'in', [...keys, '']));
    case 'refund':
      return readRefunds(refundRows(db).where('id', 'in', [...keys, '']));
    case 'subscription':
      return readSubscriptions(subscriptionRows(db).where('id', 'in', [...keys, '']));
    default:
      return assertNever(kind);
  }
}

/** What Till keeps of these entries of Stripe's: its own with the same keys, and those named orders and payments that are ours. */
export async function findLocalLedger(db: Db, kind: Entry['kind'], remote: readonly Entry[]): Promise<LocalLedger> {
  const keys = remote.map((entry) => entry.key);
  const orders = remote.map((entry) => (entry.kind === 'subscription' ? null : entry.orderId)).filter(isNamed);
  const payments = remote.map((entry) => (entry.kind === 'refund' ? entry.paymentKey : null)).filter(isNamed);
  const paid = await db
    .selectFrom('payments')
    .select('payment_key')
    .where('payment_key', 'in', [...payments, ''])
    .execute();
  return {
    entries: await findEntries(db, kind, keys),
    orderIds: await findOrderIds(db, orders),
    paymentKeys: new Set(paid.map((row) => row.payment_key)),
  };
}

/** Those of the named orders that are ours. */
export async function findOrderIds(db: Db, named: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('orders')
    .select('id')
    .where('id', 'in', [...named, ''])
    .execute();
  return new Set(rows.map((row) => row.id));
}

const isNamed = (name: string | null): name is string => name !== null;

/** All of Till's entries of a kind in the window, a page at a time. */
export async function* listEntries(db: Db, kind: Entry['kind'], window: Window): AsyncGenerator<readonly Entry[]> {
  let page = await readPage(db, kind, { ...window, after: '' });
  while (page.length > 0) {
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    page = await readPage(db, kind, { from: new Date(last.at * 1000), to: window.to, after: last.key });
  }
}

/** A page begins after this key at the very moment `from`. */
interface Position extends Window {
  readonly after: string;
}

function readPage(db: Db, kind: Entry['kind'], { from, to, after }: Position): Promise<readonly Entry[]> {
  switch (kind) {
    case 'payment':
      return readPayments(
        paymentRows(db)
          .where(sql<boolean>`(paid_at, payment_key) > (${from}, ${after})`)
          .where('paid_at', '<', to)
          .orderBy('paid_at')
          .orderBy('payment_key')
          .limit(PAGE),
      );
    case 'refund':
      return readRefunds(
        refundRows(db)
          .where(sql<boolean>`(refunded_at, id) > (${from}, ${after})`)
          .where('refunded_at', '<', to)
          .orderBy('refunded_at')
          .orderBy('id')
          .limit(PAGE),
      );
    case 'subscription':
      return readSubscriptions(
        subscriptionRows(db)
          .where(sql<boolean>`(${createdSeconds}, id) > (${Math.ceil(from.getTime() / 1000)}, ${after})`)
          .where(createdSeconds, '<', Math.ceil(to.getTime() / 1000))
          .orderBy(createdSeconds)
          .orderBy('id')
          .limit(PAGE),
      );
    default:
      return assertNever(kind);
  }
}

/** When a subscription began; a body without `created` falls to its event's time. */
const createdSeconds = sql<number>`coalesce((state ->> 'created')::bigint, event_created)`;

const paymentRows = (db: Db) =>
  db.selectFrom('payments').select(['payment_key', 'order_id', 'amount_minor', 'currency', 'paid_at']);
const refundRows = (db: Db) =>
  db
    .selectFrom('refunds')
    .select(['id', 'payment_key', 'order_id', 'amount_minor', 'currency', 'status', 'refunded_at']);
const subscriptionRows = (db: Db) =>
  db.selectFrom('subscriptions').select(['id', 'status', createdSeconds.as('created')]);

async function readPayments(query: ReturnType<typeof paymentRows>): Promise<readonly Entry[]> {
  return (await query.execute()).map((row) => ({
    kind: 'payment',
    key: row.payment_key,
    amountMinor: row.amount_minor,
    currency: row.currency,
    paid: true,
    orderId: row.order_id,
    at: row.paid_at.getTime() / 1000,
  }));
}

async function readRefunds(query: ReturnType<typeof refundRows>): Promise<readonly Entry[]> {
  return (await query.execute()).map((row) => ({
    kind: 'refund',
    key: row.id,
    paymentKey: row.payment_key,
    amountMinor: row.amount_minor,
    currency: row.currency,
    status: row.status,
    orderId: row.order_id,
    at: row.refunded_at.getTime() / 1000,
  }));
}

async function readSubscriptions(query: ReturnType<typeof subscriptionRows>): Promise<readonly Entry[]> {
  return (await query.execute()).map((row) => ({
    kind: 'subscription',
    key: row.id,
    status: row.status,
    at: row.created,
  }));
}
