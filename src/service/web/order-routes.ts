import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { newOrderSchema } from '../orders/order.ts';
import type { Till } from '../till.ts';

/** `POST /api/orders`: 201 with the order; 409 if its id is taken. Until there are sessions, only callers on this machine may. */
export function orderRoutes(app: FastifyInstance, till: Till): void {
  const options = { config: { access: 'local' }, schema: { body: newOrderSchema } } as const;
  app.withTypeProvider<ZodTypeProvider>().post('/api/orders', options, async (request, reply) => {
    const order = await till.createOrder(request.body);
    return reply.code(201).send(order);
  });
}
