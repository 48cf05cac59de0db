import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import { type FastifyInstance, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Till } from '../till.ts';
import { requireAccess } from './access.ts';
import { answerError, answerErrors } from './errors.ts';
import { healthRoutes } from './health-routes.ts';
import { loggerOptions } from './logging.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Where log lines go; stdout if none is given. */
export interface LogSink {
  write(line: string): void;
}

const POLICY = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/** The web server, ready to listen or to be asked in process. */
export async function createServer(till: Till, log: { level: string; sink?: LogSink }): Promise<FastifyInstance> {
  const app = fastify({
    logger: { ...loggerOptions(log.level), ...(log.sink === undefined ? {} : { stream: log.sink }) },
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    frameworkErrors: answerError,
    routerOptions: { maxParamLength: 256 },
  });
  // A page of another site may send text/plain without asking first; JSON it may not.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  // A kept connection would hold a server that is closing until its client lets go.
  app.addHook('onSend', async (_request, reply) => void (app.server.listening || reply.header('connection', 'close')));
  requireAccess(app);
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: POLICY } });
  answerErrors(app);
  healthRoutes(app, till.db);
  metricsRoutes(app, till);
  orderRoutes(app, till);
  await webhookRoutes(app, till);
  return app;
}
