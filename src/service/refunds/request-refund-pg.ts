import { type Selectable, sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import type { RefundRequestsTable } from '../db/tables.ts';
import type { GatewayAnswer, GatewayRefund, RefundGateway } from './refund-gateway.ts';
import { applyRefund, lockOrder, refundedMinor } from './refund-pg.ts';
import { judgeRequest, type RefundRequest } from './refund-request.ts';

/** A request that has been answered. */
export interface MadeRefund {
  readonly refund_id: string;
  readonly amount_minor: number;
  /** True when this key had been answered before. */
  readonly repeated: boolean;
}

/** Asks for a refund: commits the request, calls the processor under its key, and writes the answer. Refused with the reason otherwise. */
export async function requestRefund(db: Db, gateway: RefundGateway, request: RefundRequest): Promise<MadeRefund> {
  const row = await db.transaction().execute((transaction) => openRequest(transaction, request));
  if (row.status === 'made' && row.refund_id !== null)
    return { refund_id: row.refund_id, amount_minor: row.amount_minor, repeated: true };
  if (row.status === 'refused')
    throw refused('refund-refused', row.answer ?? 'it was refused before', 'use a new key for a new request');
  return completeRequest(db, gateway, row);
}

/** Asks again for every request that stayed open for longer than a minute; the key keeps it one refund. */
export async function retryOpenRequests(db: Db, gateway: RefundGateway): Promise<void> {
  const rows = await selectRequests(db)
    .where('status', '=', 'open')
    .where('created_at', '<', sql<Date>`now() - interval '1 minute'`)
    .execute();
  for (const row of rows) await completeRequest(db, gateway, row).catch(() => undefined);
}

/** What of an order may still be refunded, in minor units; 0 where nothing may. */
export async function refundableMinor(db: Db, orderId: string): Promise<number> {
  const allowed = judgeRequest(await refundable(db, orderId), undefined);
  return 'reason' in allowed ? 0 : allowed.amountMinor;
}

/** A refund that was asked for here, as people see it. */
export type ListedRequest = Pick<
  Selectable<RefundRequestsTable>,
  'idempotency_key' | 'order_id' | 'amount_minor' | 'status' | 'refund_id' | 'answer' | 'actor' | 'created_at'
>;

/** All requests, open ones first, then by when they were made. */
export function listRequests(db: Db): Promise<readonly ListedRequest[]> {
  return db
    .selectFrom('refund_requests')
    .select(['idempotency_key', 'order_id', 'amount_minor', 'status', 'refund_id', 'answer', 'actor', 'created_at'])
    .orderBy(sql`status <> 'open'`)
    .orderBy('created_at')
    .orderBy('idempotency_key')
    .execute();
}

type RequestRow = Awaited<ReturnType<typeof openRequest>>;

const selectRequests = (db: Db) =>
  db
    .selectFrom('refund_requests')
    .select(['idempotency_key', 'order_id', 'amount_minor', 'reason', 'status', 'refund_id', 'answer']);

async function openRequest(db: Db, request: RefundRequest) {
  await lockOrder(db, request.order_id);
  const known = await selectRequests(db).where('idempotency_key', '=', request.idempotency_key).executeTakeFirst();
  if (known !== undefined) return sameRequest(known, request);
  const allowed = judgeRequest(await refundable(db, request.order_id), request.amount_minor);
  if ('reason' in allowed)
    throw refused('refund-refused', `order ${request.order_id}: ${allowed.reason}`, 'see till refunds');
  const { idempotency_key, order_id, actor } = request;
  const values = {
    idempotency_key,
    order_id,
    actor,
    amount_minor: allowed.amountMinor,
    reason: request.reason ?? null,
  };
  await db.insertInto('refund_requests').values(values).execute();
  const detail = { amount_minor: values.amount_minor, reason: values.reason, key: idempotency_key };
  await appendAudit(db, { actor, action: 'refund.request', subject: `order ${order_id}`, detail }, new Date());
  return { ...values, status: 'open' as const, refund_id: null, answer: null };
}

function sameRequest<T extends { order_id: string; amount_minor: number }>(
  known: T,
  { order_id, amount_minor }: RefundRequest,
): T {
  const same = known.order_id === order_id && (amount_minor === undefined || amount_minor === known.amount_minor);
  if (!same) throw refused('refund-refused', 'the key was used for another refund', 'use a new key for a new request');
  return known;
}

async function refundable(db: Db, orderId: string) {
  const order = await db.selectFrom('orders').select('status').where('id', '=', orderId).executeTakeFirst();
  if (order === undefined) throw refused('refund-refused', `no order ${orderId}`, 'see till orders');
  const paid = await db
    .selectFrom('payments')
    .select('amount_minor')
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  const open = await db
    .selectFrom('refund_requests')
    .select(sql<number>`coalesce(sum(amount_minor), 0)::bigint`.as('sum'))
    .where('order_id', '=', orderId)
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow();
  return {
    status: order.status,
    paidMinor: paid?.amount_minor ?? 0,
    refundedMinor: await refundedMinor(db, orderId),
    openMinor: open.sum,
  };
}

async function completeRequest(db: Db, gateway: RefundGateway, row: RequestRow): Promise<MadeRefund> {
  const payment = await db
    .selectFrom('payments')
    .select('payment_key')
    .where('order_id', '=', row.order_id)
    .executeTakeFirstOrThrow();
  const refund: GatewayRefund = {
    idempotencyKey: row.idempotency_key,
    paymentKey: payment.payment_key,
    orderId: row.order_id,
    amountMinor: row.amount_minor,
    reason: row.reason,
  };
  const told = await gateway.refund(refund);
  const answer = await db.transaction().execute((transaction) => writeAnswer(transaction, row, told));
  if (answer.kind === 'made') return { refund_id: answer.change.id, amount_minor: row.amount_minor, repeated: false };
  if (answer.kind === 'refused')
    throw refused('refund-refused', `Stripe refused: ${answer.reason}`, 'nothing was refunded');
  throw refused(
    'refund-unknown',
    `no clear answer from Stripe: ${answer.reason}`,
    'it stays open; repeat the command with the same key',
  );
}

/**
 * Writes an answer and gives it back. One that comes twice, to a retry and to the first asker, is written and audited
 * once. A refund that was made but contradicts our rows leaves the request open, for a person to see.
 */
async function writeAnswer(db: Db, row: RequestRow, answer: GatewayAnswer): Promise<GatewayAnswer> {
  if (answer.kind === 'unknown') return answer;
  const applied = answer.kind === 'made' ? await applyRefund(db, answer.change) : null;
  if (answer.kind === 'made' && applied !== null && applied.kind !== 'settled')
    return { kind: 'unknown', reason: `it made ${answer.change.id}, which cannot be recorded: ${applied.reason}` };
  const refundId = answer.kind === 'made' ? answer.change.id : null;
  const set =
    answer.kind === 'made'
      ? { status: 'made' as const, refund_id: refundId }
      : { status: 'refused' as const, answer: answer.reason };
  const written = await db
    .updateTable('refund_requests')
    .set(set)
    .where('idempotency_key', '=', row.idempotency_key)
    .where('status', '=', 'open')
    .returning('actor')
    .executeTakeFirst();
  if (written === undefined) return answer;
  const detail = { amount_minor: row.amount_minor, refund: refundId, key: row.idempotency_key };
  await appendAudit(
    db,
    { actor: written.actor, action: `refund.${set.status}`, subject: `order ${row.order_id}`, detail },
    new Date(),
  );
  return answer;
}
