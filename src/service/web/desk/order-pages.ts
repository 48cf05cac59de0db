import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isOwnOnly, mayDo } from '../../auth/permissions.ts';
import { maySeeOrder, type User } from '../../auth/user.ts';
import { Refused } from '../../base/problem.ts';
import type { Order } from '../../orders/order.ts';
import { findOrder } from '../../orders/order-pg.ts';
import { searchOrders } from '../../orders/search-orders-pg.ts';
import { listOrderRefunds } from '../../refunds/list-order-refunds-pg.ts';
import { refundRequestSchema } from '../../refunds/refund-request.ts';
import { refundableMinor } from '../../refunds/request-refund-pg.ts';
import type { Till } from '../../till.ts';
import { maskedOrder } from '../order-routes.ts';
import { refuse } from '../refuse.ts';
import { ORDER_STATES, orderView, ordersView, refundForm } from '../views/orders.ts';
import { show } from './show.ts';

const PAGE = 50;

const searchSchema = z.looseObject({
  q: z.string().max(254).default(''),
  status: z.enum(['', ...ORDER_STATES]).default(''),
  before: z.string().max(64).optional(),
});
const idSchema = z.object({ id: z.string() });
const refundFormSchema = z.looseObject({
  key: z.string(),
  amount: z.string().regex(/^[1-9]\d{0,7}$/, { error: 'must be a whole number of minor units' }),
  reason: z.string(),
  sure: z.literal('yes', { error: 'must be confirmed' }),
});

/** Orders with search and paging, and one order with its refund form. */
export function orderPages(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const read = { access: { may: 'orders:read' } } as const;
  app.get('/orders', { config: read, schema: { querystring: searchSchema } }, async (request, reply) =>
    request.user === null ? undefined : showOrders(reply, till, { user: request.user, ...request.query }),
  );
  app.get('/orders/:id', { config: read, schema: { params: idSchema } }, (request, reply) =>
    showOrder(reply, till, { id: request.params.id }),
  );
  const refund = {
    config: { access: { may: 'refunds:create' }, rateLimit: { max: 30, timeWindow: '1 minute' } },
    schema: { params: idSchema },
  } as const;
  app.post('/orders/:id/refunds', refund, async (request, reply) => {
    const { id } = request.params;
    const { user } = request;
    if (user === null) return undefined;
    const fault = await askRefund(till, { id, user, form: request.body });
    if (fault !== undefined) return showOrder(reply.code(409), till, { id, fault });
    return reply.redirect(`/orders/${encodeURIComponent(id)}?refunded=1`, 303);
  });
}

async function showOrders(
  reply: FastifyReply,
  till: Till,
  { user, q, status, before }: { user: User } & z.output<typeof searchSchema>,
): Promise<FastifyReply> {
  const emails = mayDo(user.role, 'pii:read');
  const search = {
    text: q.trim(),
    status: status === '' ? undefined : status,
    customer: isOwnOnly(user.role, 'orders:read') ? user.email : undefined,
    before,
    emails,
    limit: PAGE + 1,
  };
  const found = await searchOrders(till.db, search);
  const orders = found.slice(0, PAGE).map((order) => maskedOrder(user, order));
  const last = orders.at(-1);
  const next =
    found.length > PAGE && last !== undefined
      ? `/orders?${new URLSearchParams({ q, status, before: last.id }).toString()}`
      : undefined;
  return show(reply, { title: 'Orders', main: () => ordersView({ q, status, orders, next, emails }) });
}

async function showOrder(
  reply: FastifyReply,
  till: Till,
  { id, fault }: { id: string; fault?: string },
): Promise<FastifyReply> {
  const { user, query } = reply.request;
  const order = await findOrder(till.db, id);
  if (user === null || order === undefined || !maySeeOrder(user, order))
    return refuse(reply, 404, { code: 'not_found', message: 'no such order' });
  const refunds = await listOrderRefunds(till.db, id);
  const leftMinor = await refundableMinor(till.db, id);
  const offers = mayDo(user.role, 'refunds:create') && leftMinor > 0;
  const form = (csrf: string) => (offers ? refundForm({ order, leftMinor, key: randomUUID(), csrf }) : '');
  const shown: Order = maskedOrder(user, order);
  const done = z.looseObject({ refunded: z.literal('1') }).safeParse(query).success;
  return show(reply, {
    title: `Order ${order.id}`,
    notice: done ? 'Stripe has taken the refund.' : undefined,
    main: (csrf) => orderView({ order: shown, refunds, form: form(csrf), fault }),
  });
}

// Undefined when Stripe has made the refund, else why not.
async function askRefund(
  till: Till,
  { id, user, form }: { id: string; user: User; form: unknown },
): Promise<string | undefined> {
  const typed = refundFormSchema.safeParse(form);
  if (!typed.success) return typed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`).join('; ');
  const { key, amount, reason } = typed.data;
  const request = { order_id: id, amount_minor: Number(amount), reason, idempotency_key: key };
  const parsed = refundRequestSchema.safeParse(request);
  if (!parsed.success) return 'That refund could not be read.';
  try {
    await till.refund({ ...parsed.data, actor: user.id });
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
