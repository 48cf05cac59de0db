import { randomBytes } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { hashPassword } from '../auth/password.ts';
import { insertUser } from '../auth/user-pg.ts';
import { systemClock } from '../base/clock.ts';
import type { Config } from '../config.ts';
import { type Db, openDb } from '../db/open-db.ts';
import { withRolledBack } from '../deploy-check/rolled-back-pg.ts';
import type { ServerFacts, SignedInFacts, UnsafeAnswer } from '../deploy-check/server-facts.ts';
import { createTill } from '../till.ts';
import type { createServer } from '../web/server.ts';

/** The settings and the way to make a server from them. */
export interface InspectedParts {
  readonly config: Config;
  readonly createServer: typeof createServer;
}

const PLANTED = {
  cookie: 'planted-cookie-7f',
  token: 'planted-token-7f',
  signature: 'planted-signature-7f',
  key: 'sk_test_planted7f',
  password: 'planted-password-7f',
  email: 'planted7f@person.invalid',
};
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
// A body that passes the schema, so that the token is what such a request lacks.
const BODIES: Readonly<Record<string, object>> = { '/api/orders': { amount_minor: 100, currency: 'gbp' } };
const FORM = 'application/x-www-form-urlencoded';

/** Makes a server without a database and looks at its limits and its log. */
export async function inspectServer(parts: InspectedParts): Promise<ServerFacts> {
  const lines: string[] = [];
  // Never used, so never connected.
  const db = openDb('postgres://127.0.0.1/none', { connections: 1 });
  const app = await makeServer(parts, db, lines);
  try {
    await logSecrets(app);
    const { requestTimeout: requestMs, headersTimeout: headersMs, keepAliveTimeout: keepAliveMs } = app.server;
    const text = lines.join('');
    const leaks = Object.entries(PLANTED).filter(([, secret]) => text.includes(secret));
    return { requestMs, headersMs, keepAliveMs, leaks: leaks.map(([name]) => name) };
  } finally {
    await app.close();
    await db.destroy();
  }
}

/** Signs a made-up administrator in, inside a transaction that is rolled back, and asks every unsafe route without a token. */
export function trySignedIn(parts: InspectedParts, url: string): Promise<SignedInFacts> {
  return withRolledBack(url, async (db) => {
    const app = await makeServer(parts, db, []);
    try {
      const password = randomBytes(24).toString('base64url');
      const email = `deploy-check-${randomBytes(8).toString('hex')}@till.invalid`;
      await insertUser(db, { email, role: 'admin', passwordHash: await hashPassword(password) });
      return await signInAndAsk(app, parts.config, { email, password });
    } finally {
      await app.close();
    }
  });
}

function makeServer({ config, createServer: make }: InspectedParts, db: Db, lines: string[]) {
  // The test speaks as the one proxy in front, and hears what the server logs at its usual level.
  const heard: Config = { ...config, TRUST_PROXY: '1', LOG_LEVEL: 'info' };
  const till = createTill({ db, config: heard, clock: systemClock, onSettled: () => undefined });
  return make(till, heard, { write: (line) => void lines.push(line) });
}

async function logSecrets(app: FastifyInstance): Promise<void> {
  const { cookie, token, signature, key, password, email } = PLANTED;
  const headers = { cookie: `till=${cookie}`, authorization: `Bearer ${token}`, 'stripe-signature': signature };
  await app.inject({ method: 'GET', url: `/nobody/${email}?email=${email}&key=${key}`, headers });
  app.log.info({ headers, req: { headers, url: '/' }, res: { headers: { 'set-cookie': cookie } } }, 'planted');
  app.log.error({ err: new Error(`${email} ${key} postgres://app:${password}@db/till`) }, 'planted');
}

async function signInAndAsk(
  app: FastifyInstance,
  config: Config,
  person: { readonly email: string; readonly password: string },
): Promise<SignedInFacts> {
  const headers = headersOf(config);
  const form = await app.inject({ method: 'GET', url: '/sign-in', headers });
  const sent = { ...headers, 'content-type': FORM };
  const payload = new URLSearchParams(person).toString();
  const entered = await app.inject({ method: 'POST', url: '/sign-in', headers: sent, payload });
  const cookies = Object.fromEntries(entered.cookies.map(({ name, value }) => [name, value]));
  const page = await app.inject({ method: 'GET', url: '/orders', headers, cookies });
  const setCookies = [form, entered, page].flatMap((answer) => answer.headers['set-cookie'] ?? []);
  const unsafe: UnsafeAnswer[] = [];
  for (const { method, url, access } of app.routeTable) {
    if (SAFE.has(method) || access === 'public') continue;
    const asked = requestTo(method, url, headers);
    const { statusCode: status, body } = await app.inject({ ...asked, cookies });
    unsafe.push({ route: `${method} ${url}`, status, refusedForToken: status === 403 && /csrf/i.test(body) });
  }
  return { setCookies, unsafe };
}

function headersOf({ ALLOWED_HOSTS, PUBLIC_BASE_URL }: Config): Record<string, string> {
  const address = new URL(PUBLIC_BASE_URL ?? 'http://localhost');
  const proto = address.protocol === 'https:' ? 'https' : 'http';
  return { host: ALLOWED_HOSTS?.[0] ?? address.host, 'x-forwarded-proto': proto, 'x-forwarded-for': '203.0.113.9' };
}

function requestTo(method: string, route: string, headers: Record<string, string>): InjectOptions {
  const url = route.replaceAll(/:\w+/g, 'deploy-check');
  const body = BODIES[route];
  const asked = { url, method: unsafeMethod(method) };
  if (body !== undefined) return { ...asked, headers, payload: body };
  return { ...asked, headers: { ...headers, 'content-type': FORM }, payload: '' };
}

function unsafeMethod(method: string): 'POST' | 'PUT' | 'PATCH' | 'DELETE' {
  if (method === 'PUT' || method === 'PATCH' || method === 'DELETE') return method;
  return 'POST';
}
