import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isOwnOnly, mayDo } from '../auth/permissions.ts';
import { maySeeOrder, type User } from '../auth/user.ts';
import { type NewOrder, newOrderSchema, type Order } from '../orders/order.ts';
import { findOrder } from '../orders/order-pg.ts';
import type { Till } from '../till.ts';
import { errorSchema } from './api-document.ts';
import { refuse } from './refuse.ts';

const idSchema = z.object({ id: z.string() });

const orderSchema = z.object({
  id: z.string(),
  status: z.enum(['pending', 'paid', 'part_refunded', 'refunded', 'canceled']),
  amount_minor: z.int(),
  currency: z.string(),
  customer_email: z.string().nullable(),
  created_at: z.iso.datetime(),
  paid_at: z.iso.datetime().nullable(),
});
const READ = {
  tags: ['orders'],
  summary: 'One order',
  params: idSchema,
  response: { 200: orderSchema, 401: errorSchema, 403: errorSchema, 404: errorSchema },
};

/** `POST /api/orders`: 201 with the order; 409 if its id is taken. `GET /api/orders/ID`: one order, 404 if it is not there or not theirs to see. */
export function orderRoutes(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const create = {
    config: { access: { may: 'orders:create', orLocal: true } },
    schema: {
      tags: ['orders'],
      summary: 'Create a pending order',
      body: newOrderSchema,
      response: { 201: orderSchema, 400: errorSchema, 401: errorSchema, 403: errorSchema, 409: errorSchema },
    },
  } as const;
  app.post('/api/orders', create, async (request, reply) =>
    reply.code(201).send(orderJson(await till.createOrder(ownOrder(request.user, request.body)))),
  );
  const read = { config: { access: { may: 'orders:read', orLocal: true } }, schema: READ } as const;
  app.get('/api/orders/:id', read, async (request, reply) => {
    const order = await findOrder(till.db, request.params.id);
    const { user } = request;
    // The same answer for what is not there and what is another's: an id tells nothing.
    if (order === undefined || (user !== null && !maySeeOrder(user, order)))
      return refuse(reply, 404, { code: 'not_found', message: 'no such order' });
    return reply.send(orderJson(user === null ? order : maskedOrder(user, order)));
  });
}

/** An order as a role may see it. */
export function maskedOrder(user: User, order: Order): Order {
  const whole = isOwnOnly(user.role, 'orders:read') || mayDo(user.role, 'pii:read');
  return whole ? order : { ...order, customer_email: order.customer_email === null ? null : 'hidden' };
}

function orderJson(order: Order): z.output<typeof orderSchema> {
  return {
    id: order.id,
    status: order.status,
    amount_minor: order.amount_minor,
    currency: order.currency,
    customer_email: order.customer_email,
    created_at: order.created_at.toISOString(),
    paid_at: order.paid_at?.toISOString() ?? null,
  };
}

function ownOrder(user: User | null, order: NewOrder): NewOrder {
  if (user === null || !isOwnOnly(user.role, 'orders:create')) return order;
  return { ...order, email: user.email };
}
