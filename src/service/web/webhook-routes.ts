import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Till } from '../till.ts';
import { createSettleQueue, type SettleQueue } from '../webhooks/settle-queue.ts';
import type { Receipt } from '../webhooks/receive-event.ts';
import { errorSchema } from './api-document.ts';
import { errorBody } from './error-body.ts';

const BODY_LIMIT = 2 * 1024 * 1024;
const SETTLING = 3;
const PATIENCE_MS = 1000;

/** `POST /webhooks/stripe`: 400 for what is not authentic, 503 if it could not be stored, else 200 as soon as the event is safe, whatever comes of it. */
export async function webhookRoutes(app: FastifyInstance, till: Till): Promise<void> {
  // The event is safe, so trouble in its processing must not make Stripe send it again; the sweeper has it.
  const onError = (event: string, error: unknown) => app.log.error({ err: error, event }, 'event left to the sweeper');
  const queue = createSettleQueue({ settle: (id) => till.process(id), width: SETTLING, onError });
  app.addHook('onClose', () => queue.drain());
  // Its own scope: only here every body stays the exact bytes that were signed.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    const options = { config: { access: 'public' }, schema: SCHEMA, bodyLimit: BODY_LIMIT, logLevel: 'warn' } as const;
    scope.post('/webhooks/stripe', options, (request, reply) => answerDelivery({ till, queue }, request, reply));
  });
}

const SCHEMA = {
  tags: ['webhooks'],
  summary: 'Take an event from Stripe; the Stripe-Signature header must fit the exact body',
  consumes: ['application/json'],
  response: {
    200: z.object({ received: z.literal(true), duplicate: z.boolean() }),
    400: errorSchema,
    413: errorSchema,
    503: errorSchema,
  },
};

interface Intake {
  readonly till: Till;
  readonly queue: SettleQueue;
}

async function answerDelivery(
  { till, queue }: Intake,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const receipt = await receive(till, request);
  if (receipt === undefined)
    return reply.code(503).send(errorBody('not_stored', 'the event could not be stored; send it again'));
  if (receipt.kind === 'refused') {
    request.log.warn({ reason: receipt.reason }, 'webhook refused');
    return reply.code(400).send(errorBody('not_authentic', receipt.reason));
  }
  if (receipt.verdict === undefined) await settleSoon(queue, receipt.event.id);
  return reply.send({ received: true, duplicate: receipt.duplicate });
}

// Nobody waits for an effect when there is much to do, nor for long. On a quiet server whoever reads after the answer
// finds what the event did.
async function settleSoon(queue: SettleQueue, id: string): Promise<void> {
  const settled = queue.add(id);
  if (queue.size() > SETTLING) return;
  await Promise.race([settled, pause(PATIENCE_MS, undefined, { ref: false })]);
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
