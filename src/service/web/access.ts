import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { mayDo, type Permission } from '../auth/permissions.ts';
import type { User } from '../auth/user.ts';
import type { Config } from '../config.ts';
import { refuse } from './refuse.ts';

/** Who may call a route: anybody, a caller on this machine, such a caller or one elsewhere with the token for figures (`scraper`), whoever is signed in, or whose role has a permission; with `orLocal` also a program on this machine, in development only. */
export type Access =
  | 'public'
  | 'local'
  | 'scraper'
  | 'signed-in'
  | { readonly may: Permission; readonly orLocal?: boolean };

/** One route and who may call it. */
export interface RouteAccess {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Every route with who may call it, in the order in which they were added. */
    routeTable: RouteAccess[];
  }
  interface FastifyRequest {
    /** Who is signed in. */
    user: User | null;
  }
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** The settings that decide access. */
export type AccessRules = Pick<Config, 'TILL_MODE' | 'METRICS_TOKEN'>;

/** Denies by default: a route that names no access level throws when it is added, so the server does not start. */
export function requireAccess(app: FastifyInstance, rules: AccessRules): void {
  app.decorateRequest('user', null);
  app.decorate('routeTable', []);
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined) throw new Error(`route ${String(method)} ${url} names no access level`);
    for (const one of [method].flat())
      if (one !== 'HEAD') app.routeTable.push({ method: one, url, access: config.access });
  });
  // After the sessions' scope has said who asks. A route outside of that scope finds nobody and is refused.
  app.addHook('preValidation', async (request, reply) => judgeRequest(request, reply, rules));
}

async function judgeRequest(request: FastifyRequest, reply: FastifyReply, rules: AccessRules): Promise<unknown> {
  const { access } = request.routeOptions.config;
  if (access === undefined || access === 'public') return undefined;
  if (access === 'local' || access === 'scraper') {
    if (isLocal(request) || (access === 'scraper' && bearsToken(request, rules.METRICS_TOKEN))) return undefined;
    return refuse(reply, 403, { code: 'forbidden', message: 'only callers on this machine may do this' });
  }
  const { user } = request;
  if (user === null) {
    const program =
      access !== 'signed-in' && access.orLocal === true && rules.TILL_MODE === 'development' && isLocal(request);
    return program ? undefined : refuse(reply, 401, { code: 'not_signed_in', message: 'sign in first' });
  }
  if (access === 'signed-in' || mayDo(user.role, access.may)) return undefined;
  return refuse(reply, 403, { code: 'forbidden', message: `the role ${user.role} may not do this` });
}

// A proxy on this machine speaks for callers elsewhere, and says so in these headers.
function isLocal({ socket, headers }: FastifyRequest): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers['forwarded'] ?? headers['x-real-ip'];
  return forwarded === undefined && LOOPBACK.test(socket.remoteAddress ?? '');
}

// Digests have one length, so that the comparison tells nothing of the token, its length neither.
function bearsToken({ headers }: FastifyRequest, token: string | undefined): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return token !== undefined && timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}
