import { randomBytes } from 'node:crypto';
import { callbackify } from 'node:util';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import session, { type SessionStore } from '@fastify/session';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findSession, removeSession, saveSession } from '../auth/session-pg.ts';
import { findUser } from '../auth/user-pg.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/open-db.ts';
import { isHttps } from './hosts.ts';

declare module 'fastify' {
  interface Session {
    userId?: string;
  }
}

const HOURS = 8;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Sessions for the routes of this scope: who asks becomes `request.user`, and what changes something needs a CSRF token. */
export async function openSessions(scope: FastifyInstance, db: Db, config: Config): Promise<void> {
  const secure = isHttps(config);
  await scope.register(cookie);
  await scope.register(session, {
    secret: sessionSecrets(config),
    cookieName: secure ? '__Host-till' : 'till',
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: HOURS * 3_600_000 },
    saveUninitialized: false,
    rolling: false,
    store: sessionStore(db),
  });
  await scope.register(csrf, { sessionPlugin: '@fastify/session', getToken: csrfToken });
  scope.addHook('onRequest', async (request) => {
    const { userId } = request.session;
    if (userId !== undefined) request.user = (await findUser(db, userId)) ?? null;
  });
  // Before the schemas, which leave out of the body what they do not name.
  scope.addHook('preValidation', (request, reply, done) => {
    // Without a user there is no cookie to abuse; the Origin check has looked at the sign-in form.
    if (SAFE.has(request.method) || request.user === null) return done();
    return scope.csrfProtection(request, reply, done);
  });
}

function sessionSecrets({ SESSION_SECRET, SESSION_SECRET_PREVIOUS }: Config): string[] {
  const own = SESSION_SECRET ?? randomBytes(48).toString('base64');
  return SESSION_SECRET_PREVIOUS === undefined ? [own] : [own, SESSION_SECRET_PREVIOUS];
}

const formSchema = z.looseObject({ csrf: z.string() });

function csrfToken(request: FastifyRequest): string | undefined {
  const header = request.headers['x-csrf-token'];
  if (typeof header === 'string') return header;
  const form = formSchema.safeParse(request.body);
  return form.success ? form.data.csrf : undefined;
}

const keptSchema = z.custom<Parameters<Parameters<SessionStore['get']>[1]>[1]>((value) => typeof value === 'object');

function sessionStore(db: Db): SessionStore {
  const get = async (id: string) => {
    const data = await findSession(db, id);
    return data === undefined ? null : keptSchema.parse(data);
  };
  const set = async (id: string, kept: Parameters<SessionStore['set']>[1]) => {
    const { userId } = kept;
    // Nothing is kept of somebody who is not signed in.
    if (userId === undefined) return;
    const expiresAt = new Date(kept.cookie.expires ?? Date.now() + HOURS * 3_600_000);
    await saveSession(db, id, { userId, data: JSON.stringify(kept), expiresAt });
  };
  return {
    get: callbackify(get),
    set: callbackify(set),
    destroy: callbackify((id: string) => removeSession(db, id)),
  };
}
