import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './error-body.ts';

/** Who may call a route: anybody, or only a caller on this machine. */
export type Access = 'public' | 'local';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** Denies by default: a route that names no access level throws when it is added, so the server does not start. */
export function requireAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`route ${String(route.method)} ${route.url} names no access level`);
  });
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.routeOptions.config.access !== 'local' || LOOPBACK.test(request.socket.remoteAddress ?? ''))
      return undefined;
    return reply.code(403).send(errorBody('forbidden', 'only callers on this machine may do this'));
  });
}
