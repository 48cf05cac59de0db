import { randomUUID } from 'node:crypto';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Config } from '../config.ts';
import type { Till } from '../till.ts';
import { requireAccess } from './access.ts';
import { documentApi } from './api-document.ts';
import { assetRoutes } from './asset-routes.ts';
import { deskRoutes } from './desk/desk-routes.ts';
import { answerError, answerErrors } from './errors.ts';
import { healthRoutes } from './health-routes.ts';
import { guardHosts } from './hosts.ts';
import { loggerOptions } from './logging.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { openSessions } from './sessions.ts';
import { versionRoutes } from './version-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Where log lines go; stdout if none is given. */
export interface LogSink {
  write(line: string): void;
}

const POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** The web server, ready to listen or to be asked in process. */
export async function createServer(till: Till, config: Config, sink?: LogSink): Promise<FastifyInstance> {
  const app = createFastify(config, sink);
  // A page of another site may send text/plain without asking first; JSON it may not.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  // A kept connection would hold a server that is closing until its client lets go.
  app.addHook('onSend', async (_request, reply) => void (app.server.listening || reply.header('connection', 'close')));
  requireAccess(app, config);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  });
  guardHosts(app, config);
  answerErrors(app);
  await documentApi(app);
  healthRoutes(app, till, config);
  versionRoutes(app, config);
  metricsRoutes(app, till);
  assetRoutes(app);
  await webhookRoutes(app, till);
  await app.register((scope) => peopleRoutes(scope, till, config));
  return app;
}

function createFastify({ LOG_LEVEL, TRUST_PROXY }: Config, sink?: LogSink): FastifyInstance {
  return fastify({
    logger: { ...loggerOptions(LOG_LEVEL), ...(sink === undefined ? {} : { stream: sink }) },
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    trustProxy: trusted(TRUST_PROXY),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    frameworkErrors: answerError,
    routerOptions: { maxParamLength: 256 },
  });
}

// A count trusts that many proxies, nearest first; the rest of the header is what a caller may have made up.
function trusted(setting: string | undefined): false | string | ((address: string, hop: number) => boolean) {
  if (setting === undefined) return false;
  return /^\d+$/.test(setting) ? (_address, hop) => hop < Number(setting) : setting;
}

async function peopleRoutes(scope: FastifyInstance, till: Till, config: Config): Promise<void> {
  await scope.register(formbody);
  await scope.register(rateLimit, { global: false });
  await openSessions(scope, till.db, config);
  orderRoutes(scope, till);
  deskRoutes(scope, till);
}
