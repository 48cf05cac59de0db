import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Till } from '../till.ts';
import type { Receipt } from '../webhooks/receive-event.ts';
import { errorBody } from './error-body.ts';

const BODY_LIMIT = 2 * 1024 * 1024;

/** `POST /webhooks/stripe`: 400 for what is not authentic, 503 if it could not be stored, else 200 as soon as the event is safe, whatever comes of it. */
export async function webhookRoutes(app: FastifyInstance, till: Till): Promise<void> {
  // Its own scope: only here every body stays the exact bytes that were signed.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    const options = { config: { access: 'public' }, bodyLimit: BODY_LIMIT } as const;
    scope.post('/webhooks/stripe', options, (request, reply) => answerDelivery(till, request, reply));
  });
}

async function answerDelivery(till: Till, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const receipt = await receive(till, request);
  if (receipt === undefined)
    return reply.code(503).send(errorBody('not_stored', 'the event could not be stored; send it again'));
  if (receipt.kind === 'refused') {
    request.log.warn({ reason: receipt.reason }, 'webhook refused');
    return reply.code(400).send(errorBody('not_authentic', receipt.reason));
  }
  await settle(till, receipt.event.id, request);
  return reply.send({ received: true, duplicate: receipt.duplicate });
}

async function receive(till: Till, request: FastifyRequest): Promise<Receipt | undefined> {
  const header = request.headers['stripe-signature'];
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  try {
    return await till.receive({ body, signature: typeof header === 'string' ? header : '' });
  } catch (error) {
    request.log.error({ err: error }, 'event not stored');
    return undefined;
  }
}

// The event is safe, so trouble in its processing must not make Stripe send it again; the sweeper has it.
async function settle(till: Till, id: string, request: FastifyRequest): Promise<void> {
  try {
    await till.process(id);
  } catch (error) {
    request.log.error({ err: error, event: id }, 'event left to the sweeper');
  }
}
