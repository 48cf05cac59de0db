import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { mayDo } from '../auth/permissions.ts';
import { maySeeOrder, type User } from '../auth/user.ts';
import { type NewOrder, newOrderSchema, type Order } from '../orders/order.ts';
import { findOrder } from '../orders/order-pg.ts';
import type { Till } from '../till.ts';
import { refuse } from './refuse.ts';

const idSchema = z.object({ id: z.string() });

/** `POST /api/orders`: 201 with the order; 409 if its id is taken. `GET /api/orders/ID`: one order, 404 if it is not there or not theirs to see. */
export function orderRoutes(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const create = {
    config: { access: { may: 'orders:create', orLocal: true } },
    schema: { body: newOrderSchema },
  } as const;
  app.post('/api/orders', create, async (request, reply) =>
    reply.code(201).send(await till.createOrder(ownOrder(request.user, request.body))),
  );
  const read = { config: { access: { may: 'orders:read', orLocal: true } }, schema: { params: idSchema } } as const;
  app.get('/api/orders/:id', read, async (request, reply) => {
    const order = await findOrder(till.db, request.params.id);
    const { user } = request;
    // The same answer for what is not there and what is another's: an id tells nothing.
    if (order === undefined || (user !== null && !maySeeOrder(user, order)))
      return refuse(reply, 404, { code: 'not_found', message: 'no such order' });
    return reply.send(user === null ? order : maskedOrder(user, order));
  });
}

/** An order as a role may see it. */
export function maskedOrder(user: User, order: Order): Order {
  const whole = user.role === 'customer' || mayDo(user.role, 'pii:read');
  return whole ? order : { ...order, customer_email: order.customer_email === null ? null : 'hidden' };
}

function ownOrder(user: User | null, order: NewOrder): NewOrder {
  return user?.role === 'customer' ? { ...order, email: user.email } : order;
}
