import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPassword } from '../../src/service/auth/password.ts';
import { insertUser } from '../../src/service/auth/user-pg.ts';
import { Refused } from '../../src/service/base/problem.ts';
import { checkWithin, type CheckWorld } from '../../src/service/commands/check.ts';
import { thisMachine } from '../../src/service/commands/check-machine.ts';
import { type Db, openDb } from '../../src/service/db/open-db.ts';
import { DEMO_PASSWORD } from '../../src/service/demo/seed-demo-pg.ts';
import { ALL_CHECKS } from '../../src/service/deploy-check/all-checks.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { stripeClient } from '../../src/service/stripe/stripe-client.ts';
import { createTill } from '../../src/service/till.ts';
import { createServer } from '../../src/service/web/server.ts';
import { HANDLED_TYPES } from '../../src/service/webhooks/handle-event.ts';
import { type StandIn, startStandIn } from '../../src/standin/start-stand-in.ts';
import { type Certificate, makeCertificate } from '../../src/service/setup/certificate.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { addressOf, start, till } from '../support/program.ts';
import { type Relay, type RelayedReply, startRelay, type Tampering } from '../support/relay.ts';

const PUBLIC = 'https://till.acme.test';
const HOOK = `${PUBLIC}/webhooks/stripe`;
const WEBHOOK_SECRET = 'whsec_good_secret';
const SECRET = 'one secret of the test, with words enough 3491 to be long';
const BACKUP_KEY = createHash('sha256').update('a key of the test').digest('hex');
const folder = mkdtempSync(path.join(tmpdir(), 'till-check-'));
const keyFile = path.join(folder, 'backup-key');
const caFile = path.join(folder, 'ca.pem');

let postgres: TestPostgres;
let certificate: Certificate;
let standIn: StandIn;
let server: FastifyInstance;
let serverDb: Db;
let relay: Relay;
let stripeRelay: Relay;
let databaseUrl: string;
let hash: string;

beforeAll(async () => {
  certificate = makeCertificate(new URL(PUBLIC).hostname);
  writeFileSync(caFile, certificate.cert);
  writeFileSync(keyFile, `${BACKUP_KEY}\n`);
  [postgres, hash] = await Promise.all([startTestPostgres(), hashPassword('a good and long password')]);
  await encrypt(postgres.url);
  databaseUrl = await goodDatabase();
  standIn = await startStandIn();
  stripeRelay = await startRelay(standIn.url);
  await createEndpoint();
  const config = readConfig(good());
  serverDb = openDb(databaseUrl);
  server = await createServer(
    createTill({ db: serverDb, config, clock: Date.now, onSettled: () => undefined }),
    config,
    { write: () => undefined },
  );
  relay = await startRelay(await server.listen({ port: 0, host: '127.0.0.1' }));
});
afterAll(async () => {
  await Promise.all([relay.close(), stripeRelay.close(), standIn.close()]);
  await server.close();
  await serverDb.destroy();
  await postgres.stop();
});
beforeEach(() => {
  relay.tamper({});
  stripeRelay.tamper(live);
});

/** Settings under which all holds. */
const good = (): Record<string, string> => ({
  TILL_MODE: 'production',
  NODE_ENV: 'production',
  DATABASE_URL: databaseUrl,
  PUBLIC_BASE_URL: PUBLIC,
  SESSION_SECRET: SECRET,
  TRUST_PROXY: '1',
  STRIPE_API_KEY: `sk_live_${'k'.repeat(24)}`,
  STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
  BACKUP_DIR: '/var/backups/till',
  BACKUP_KEY,
});

/** Lets the server take TLS, with a certificate that is written by the server itself, so that it owns the files. */
async function encrypt(url: string): Promise<void> {
  const db = openDb(url, { as: 'owner' });
  const dir = (await sql<{ data_directory: string }>`SHOW data_directory`.execute(db)).rows[0]?.data_directory ?? '';
  for (const [name, text] of Object.entries({ 'test.key': certificate.key, 'test.crt': certificate.cert }))
    await sql`COPY (SELECT unnest(string_to_array(${sql.lit(text.trim())}, E'\n'))) TO ${sql.lit(path.join(dir, name))}`.execute(
      db,
    );
  chmodSync(path.join(dir, 'test.key'), 0o600);
  for (const setting of ["ssl_key_file = 'test.key'", "ssl_cert_file = 'test.crt'", 'ssl = on'])
    await sql.raw(`ALTER SYSTEM SET ${setting}`).execute(db);
  await sql`SELECT pg_reload_conf()`.execute(db);
  await sql`CREATE ROLE till_login LOGIN PASSWORD 'login'`.execute(db);
  await sql`GRANT till_app TO till_login`.execute(db);
  await db.destroy();
}

const withLogin = (ownerUrl: string): string => {
  const url = new URL(ownerUrl);
  url.username = 'till_login';
  url.password = 'login';
  return encrypted(url.href);
};
const encrypted = (url: string): string => `${url}?sslmode=verify-full&sslrootcert=${caFile}`;

const run = (kind: 'backup' | 'drill', hoursAgo: number, ok = true) => ({
  kind,
  at: new Date(Date.now() - hoursAgo * 3_600_000),
  ok,
  bytes: 1,
  took_ms: 1,
  detail: '',
});

/** A database as it is in good order; `spoil` is done to it as its owner. */
async function goodDatabase(spoil: (db: Db) => Promise<unknown> = async () => undefined): Promise<string> {
  const owner = await postgres.fresh();
  const db = openDb(owner, { as: 'owner' });
  await insertUser(db, { email: 'ops@acme.test', role: 'ops', passwordHash: hash });
  await db
    .insertInto('backup_runs')
    .values([run('backup', 1), run('drill', 24)])
    .execute();
  await spoil(db);
  await db.destroy();
  return withLogin(owner);
}

async function createEndpoint(): Promise<void> {
  const fields = new URLSearchParams({ url: HOOK, api_version: '2026-10-28.endive' });
  for (const type of HANDLED_TYPES) fields.append('enabled_events[]', type);
  const headers = { authorization: 'Bearer sk_test_local_dummy_key_0001' };
  const made = await fetch(`${standIn.url}/v1/webhook_endpoints`, {
    method: 'POST',
    headers,
    body: fields,
  });
  expect(made.status).toBe(200);
}

const replaced = (from: string | RegExp, to: string): Tampering => ({
  reply: (reply) => void (reply.text = reply.text.replaceAll(from, to)),
});
/** The stand-in as it would answer a live key. */
const live = replaced('"livemode": false', '"livemode": true');
const liveBut = (from: string | RegExp, to: string): Tampering => ({
  reply: (reply) => {
    reply.text = reply.text.replaceAll('"livemode": false', '"livemode": true').replace(from, to);
  },
});

/** One world that differs from the good one in a single point. */
interface World {
  readonly settings?: Record<string, string | undefined>;
  readonly database?: (db: Db) => Promise<unknown>;
  readonly web?: Tampering;
  readonly stripe?: Tampering;
  readonly world?: Partial<CheckWorld>;
  readonly machine?: Partial<CheckWorld['machine']>;
  readonly options?: Record<string, string | boolean>;
}

async function check({ settings = {}, database, web = {}, stripe = live, world, machine, options }: World = {}) {
  relay.tamper(web);
  stripeRelay.tamper(stripe);
  const spoiled = database === undefined ? {} : { DATABASE_URL: await goodDatabase(database) };
  const merged = Object.entries({ ...good(), ...spoiled, ...settings });
  const environment = Object.fromEntries(merged.filter(([, value]) => value !== undefined));
  const lines: string[] = [];
  const values = { deploy: true, url: relay.url, json: true, ...options };
  const call = { environment, positionals: [], values, print: (line: string) => void lines.push(line) };
  const code = await checkWithin(call, {
    clock: Date.now,
    stripe: (config) => stripeClient({ ...config, STRIPE_API_BASE: stripeRelay.url }),
    createServer,
    machine: { ...thisMachine(environment), nodeArguments: [], ...machine },
    ...world,
  });
  return { code, lines };
}

interface Row {
  readonly id: string;
  readonly level: string;
  readonly mark: string;
  readonly fails: boolean;
  readonly kind: string;
  readonly text?: string;
  readonly reason?: string;
}
const rowsOf = async (world: World): Promise<{ code: number; rows: Row[] }> => {
  const { code, lines } = await check(world);
  const { checks }: { checks: Row[] } = JSON.parse(lines[0] ?? '');
  return { code, rows: checks };
};
const red = (rows: readonly Row[]): string[] => rows.filter(({ fails }) => fails).map(({ id }) => id);

const header = (name: string, value: string | undefined): Tampering => ({
  reply: (reply) => {
    if (value === undefined) delete reply.headers[name];
    else reply.headers[name] = value;
  },
});
const cookie = (line: string): Tampering => ({ reply: (reply) => void (reply.headers['set-cookie'] = [line]) });
const at = (url: string, change: (reply: RelayedReply) => void): Tampering => ({
  reply: (reply, asked) => void (asked.url === url && change(reply)),
});
const withUser = (email: string, password?: string) => async (db: Db) =>
  insertUser(db, {
    email,
    role: 'analyst',
    passwordHash: password === undefined ? hash : await hashPassword(password),
  });
const withRuns =
  (...runs: ReturnType<typeof run>[]) =>
  async (db: Db) => {
    await db.deleteFrom('backup_runs').execute();
    if (runs.length > 0) await db.insertInto('backup_runs').values(runs).execute();
  };
const serverThat = (change: (app: FastifyInstance) => unknown): Partial<CheckWorld> => ({
  createServer: async (...parts) => {
    const app = await createServer(...parts);
    change(app);
    return app;
  },
});
const POLICY = "default-src 'none'; frame-ancestors 'none'";
const YEAR = 'max-age=31536000';

/** What goes wrong, and the one check that must tell. */
const CASES: readonly (readonly [string, string, World | (() => World)])[] = [
  [
    'dep.E101',
    'a policy with inline scripts',
    { web: header('content-security-policy', `script-src 'unsafe-inline'; ${POLICY}`) },
  ],
  ['dep.E101', 'no policy for scripts', { web: header('content-security-policy', "frame-ancestors 'none'") }],
  [
    'dep.W102',
    'frames let in by the policy',
    { web: header('content-security-policy', "default-src 'none'; frame-ancestors *") },
  ],
  ['dep.E103', 'a foreign request let through', { web: at('/sign-out', (reply) => void (reply.status = 303)) }],
  [
    'dep.E103',
    'webhooks that need a token',
    {
      web: {
        instead: ({ url, headers }) =>
          url === '/webhooks/stripe' && headers.cookie !== undefined ? { status: 403 } : undefined,
      },
    },
  ],
  [
    'dep.E103',
    'a route that asks for no token',
    { world: serverThat((app) => app.post('/bare', { config: { access: 'signed-in' } }, () => 'done')) },
  ],
  ['dep.W104', 'HTTPS for a minute', { web: header('strict-transport-security', 'max-age=60; includeSubDomains') }],
  [
    'dep.W104',
    'HTTPS for a year less a second',
    { web: header('strict-transport-security', 'max-age=31535999; includeSubDomains') },
  ],
  ['dep.W105', 'HTTPS without subdomains', { web: header('strict-transport-security', YEAR) }],
  ['dep.W106', 'content types that are guessed', { web: header('x-content-type-options', undefined) }],
  [
    'dep.W108',
    'pages over HTTP',
    {
      web: {
        reply: (reply, asked) =>
          void (asked.headers['x-forwarded-proto'] === undefined && asked.method === 'GET' && (reply.status = 200)),
      },
    },
  ],
  [
    'dep.W108',
    'webhooks that are redirected',
    {
      web: {
        reply: (reply, asked) =>
          void (
            asked.headers['x-forwarded-proto'] === undefined &&
            asked.url === '/webhooks/stripe' &&
            (reply.status = 308)
          ),
      },
    },
  ],
  [
    'dep.W108',
    'a redirect to elsewhere',
    { web: { reply: (reply) => void (reply.status === 308 && (reply.headers.location = 'https://elsewhere.test/')) } },
  ],
  ['dep.E109', 'a short secret', { settings: { SESSION_SECRET: 'short' } }],
  ['dep.E109', 'no secret', { settings: { SESSION_SECRET: undefined } }],
  ['dep.E109', 'a placeholder', { settings: { SESSION_SECRET: `change-me-${SECRET}` } }],
  ['dep.E109', 'a repeated piece', { settings: { SESSION_SECRET: 'abcdefghij'.repeat(6) } }],
  ['dep.E109', 'a value of an example file', { machine: { exampleValues: new Set([SECRET]) } }],
  ['dep.E112', 'a session cookie over HTTP', { web: cookie('till=x; HttpOnly; SameSite=Lax') }],
  ['dep.E115', 'a session cookie for scripts', { web: cookie('__Host-till=x; Secure; SameSite=Lax') }],
  ['dep.E116', 'a CSRF cookie over HTTP', { web: cookie('_csrf=x; HttpOnly; SameSite=Strict') }],
  ['dep.E117', 'a cookie for other sites', { web: cookie('theme=x; Secure; HttpOnly; SameSite=None') }],
  ['dep.E117', 'a cookie without SameSite', { web: cookie('theme=x; Secure; HttpOnly') }],
  ['dep.E118', 'another NODE_ENV', { settings: { NODE_ENV: 'development' } }],
  [
    'dep.E118',
    'a stack in an error',
    {
      web: at(
        '/api/orders',
        (reply) => void (reply.text = reply.text.replace(/"message":"/, '"message":"at run (/srv/node_modules/x) ')),
      ),
    },
  ],
  ['dep.E120', 'any Host', { web: { forward: ({ headers }) => void (headers.host = 'till.acme.test') } }],
  [
    'dep.E120',
    'links from X-Forwarded-Host',
    {
      web: {
        reply: (reply, { headers }) =>
          void (
            headers['x-forwarded-host'] !== undefined &&
            (reply.headers.location = `https://${String(headers['x-forwarded-host'])}/`)
          ),
      },
    },
  ],
  ['dep.W122', 'no referrer policy', { web: header('referrer-policy', undefined) }],
  ['dep.E123', 'whole addresses sent elsewhere', { web: header('referrer-policy', 'unsafe-url') }],
  ['dep.E124', 'no opener policy', { web: header('cross-origin-opener-policy', undefined) }],
  ['dep.E124', 'an unknown opener policy', { web: header('cross-origin-opener-policy', 'none') }],
  ['dep.E125', 'a short secret before', { settings: { SESSION_SECRET_PREVIOUS: 'short' } }],
  [
    'dep.E126',
    "the proxy's own errors",
    { web: { reply: (reply) => void (reply.status === 404 && (reply.text = '<h1>404</h1>')) } },
  ],
  ['dep.E127', 'a name without HTTPS', { settings: { ALLOWED_HOSTS: 'till.acme.test,localhost' } }],
  ['dep.E127', 'an address with a path', { settings: { PUBLIC_BASE_URL: `${PUBLIC}/till` } }],
  ['dep.E128', 'certificates that nobody checks', { settings: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }],
  ['dep.E128', 'a debugger by NODE_OPTIONS', { settings: { NODE_OPTIONS: '--inspect=0.0.0.0:9229' } }],
  ['dep.E128', 'a debugger by argument', { machine: { nodeArguments: ['--inspect-brk'] } }],
  ['pay.E201', 'a secret with a newline', { settings: { STRIPE_WEBHOOK_SECRETS: `${WEBHOOK_SECRET}\n` } }],
  ['pay.E201', 'an empty secret', { settings: { STRIPE_WEBHOOK_SECRETS: '' } }],
  ['pay.E201', 'no secret', { settings: { STRIPE_WEBHOOK_SECRETS: undefined } }],
  ['pay.E202', 'a test key', { settings: { STRIPE_API_KEY: 'sk_test_local_dummy_key_0001' }, stripe: {} }],
  ['pay.E202', 'no key', { settings: { STRIPE_API_KEY: undefined } }],
  [
    'pay.E203',
    'test events with a live key',
    {
      database: (db) =>
        db
          .insertInto('stripe_events')
          .values({
            id: 'evt_1',
            type: 'x',
            created: 1,
            livemode: false,
            account: null,
            status: 'parked',
            body: Buffer.from('{}'),
          })
          .execute(),
    },
  ],
  ['pay.E203', 'an endpoint in test mode', { stripe: {} }],
  ['pay.E204', 'a tolerance of 0', { settings: { WEBHOOK_TOLERANCE_SECONDS: '0' } }],
  ['pay.E204', 'a tolerance of NaN', { settings: { WEBHOOK_TOLERANCE_SECONDS: 'NaN' } }],
  ['pay.E205', 'another secret than the server', { settings: { STRIPE_WEBHOOK_SECRETS: 'whsec_other' } }],
  [
    'pay.E205',
    'a second secret that the server lacks',
    { settings: { STRIPE_WEBHOOK_SECRETS: `${WEBHOOK_SECRET},whsec_other` } },
  ],
  [
    'pay.E205',
    'altered events taken',
    {
      web: { reply: (reply, asked) => void (asked.headers['stripe-signature'] !== undefined && (reply.status = 200)) },
    },
  ],
  ['pay.W206', 'no API version', { stripe: liveBut(/"api_version": "[^"]*"/, '"api_version": null') }],
  ['pay.W207', 'another API host', { settings: { STRIPE_API_BASE: 'http://127.0.0.1:1' } }],
  ['pay.W208', 'a type that is not sent', { stripe: liveBut('"refund.failed"', '"refund.updated"') }],
  ['pay.W208', 'every type', { stripe: liveBut('"refund.failed"', '"refund.failed","*"') }],
  ['pay.W208', 'a type for nothing', { stripe: liveBut('"refund.failed"', '"refund.failed","payout.paid"') }],
  ['pay.W209', 'a disabled endpoint', { stripe: liveBut('"status": "enabled"', '"status": "disabled"') }],
  ['db.E301', 'no sslmode', () => ({ settings: { DATABASE_URL: databaseUrl.split('?')[0] } })],
  [
    'db.E301',
    'TLS that checks nobody',
    () => ({ settings: { DATABASE_URL: databaseUrl.replace('verify-full', 'no-verify') } }),
  ],
  ['db.E302', 'the owner as the application', () => ({ settings: { DATABASE_URL: ownerOf(databaseUrl) } })],
  [
    'db.E302',
    'bodies that may be changed',
    { database: (db) => sql`GRANT UPDATE (body) ON stripe_events TO till_app`.execute(db) },
  ],
  [
    'db.E302',
    'audit entries that may be removed',
    { database: (db) => sql`GRANT DELETE ON audit_entries TO till_app`.execute(db) },
  ],
  [
    'db.E303',
    'a migration that is not in',
    {
      database: (db) =>
        sql`DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration)`.execute(db),
    },
  ],
  [
    'db.W304',
    'another timezone',
    () => ({ settings: { DATABASE_URL: optioned('timezone=Europe/Berlin', 'statement_timeout=9000') } }),
  ],
  [
    'db.W305',
    'statements without end',
    () => ({ settings: { DATABASE_URL: optioned('timezone=UTC', 'statement_timeout=0') } }),
  ],
  ['log.W401', 'debug', { settings: { LOG_LEVEL: 'debug' } }],
  [
    'log.E402',
    'a logger of its own',
    {
      world: {
        createServer: async (made, config, sink) => {
          const bare = fastify({ logger: { level: 'info', ...(sink === undefined ? {} : { stream: sink }) } });
          return Object.assign(await createServer(made, config, sink), { log: bare.log });
        },
      },
    },
  ],
  ['http.E501', 'trust in all', { settings: { TRUST_PROXY: 'true' } }],
  ['http.E501', 'trust in every network', { settings: { TRUST_PROXY: '10.0.0.0/8,0.0.0.0/0' } }],
  ['http.E501', 'no trust behind HTTPS', { settings: { TRUST_PROXY: undefined } }],
  [
    'http.W502',
    'a proxy with a limit of 1 MiB',
    {
      web: { instead: ({ headers }) => (Number(headers['content-length']) > 1_048_576 ? { status: 413 } : undefined) },
    },
  ],
  [
    'http.W502',
    'no limit at all',
    {
      web: { instead: ({ headers }) => (Number(headers['content-length']) > 5_242_880 ? { status: 400 } : undefined) },
    },
  ],
  [
    'http.W503',
    'sign-in without limit',
    { web: at('/sign-in', (reply) => void delete reply.headers['x-ratelimit-limit']) },
  ],
  [
    'http.W503',
    'exports without limit',
    { web: at('/exports/orders', (reply) => void delete reply.headers['x-ratelimit-limit']) },
  ],
  ['http.W504', 'a named framework', { web: header('x-powered-by', 'Express') }],
  ['http.W504', 'requests without end', { world: serverThat((app) => void (app.server.requestTimeout = 0)) }],
  ['auth.E601', 'the password of the demo', { database: withUser('ana@acme.test', DEMO_PASSWORD) }],
  ['auth.E601', 'a password that all know', { database: withUser('ana@acme.test', 'changeme') }],
  ['auth.E601', 'a user of the demo', { database: withUser('analyst@demo.example') }],
  ['auth.E601', 'a user of example.com', { database: withUser('ana@example.com') }],
  ['ops.W701', 'Node.js 20', { machine: { nodeVersion: 'v20.19.5' } }],
  ['ops.W701', 'a line that nobody knows', { machine: { nodeVersion: 'v99.0.0' } }],
  ['ops.W702', 'a clock that is 45 s ahead', { world: { clock: () => Date.now() + 45_000 } }],
  ['ops.W703', 'no drill', { database: withRuns(run('backup', 1)) }],
  ['ops.W703', 'a drill of 31 days ago', { database: withRuns(run('backup', 1), run('drill', 31 * 24)) }],
  [
    'ops.W703',
    'a drill that failed',
    { database: withRuns(run('backup', 1), run('drill', 31 * 24), run('drill', 1, false)) },
  ],
  [
    'ops.W703',
    'a good drill, and a later one that failed',
    { database: withRuns(run('backup', 1), run('drill', 2), run('drill', 1, false)) },
  ],
  [
    'ops.W704',
    'a proxy that hides strangers',
    { web: { forward: ({ url, headers }) => void (url === '/metrics' && delete headers['x-forwarded-for']) } },
  ],
  ['ops.W705', 'no backup', { database: withRuns(run('drill', 1)) }],
  ['ops.W705', 'a backup of 27 hours ago', { database: withRuns(run('backup', 27), run('drill', 1)) }],
  [
    'ops.W705',
    'a good backup, and a later one that failed',
    { database: withRuns(run('backup', 3), run('backup', 1, false), run('drill', 1)) },
  ],
  ['ops.W706', 'no folder for backups', { settings: { BACKUP_DIR: undefined } }],
  ['ops.W706', 'a folder that moves with the start', { settings: { BACKUP_DIR: 'backups' } }],
  ['ops.W707', 'no key for backups', { settings: { BACKUP_KEY: undefined } }],
  ['ops.W707', 'a key that repeats', { settings: { BACKUP_KEY: 'ab'.repeat(32) } }],
  [
    'ops.W707',
    'a key beside the backups',
    { settings: { BACKUP_KEY: undefined, BACKUP_KEY_FILE: keyFile, BACKUP_DIR: folder } },
  ],
];

const ownerOf = (url: string): string => {
  const owner = new URL(postgres.url);
  owner.pathname = new URL(url).pathname;
  return encrypted(owner.href);
};
const optioned = (...settings: string[]): string => {
  const options = [...settings, 'lock_timeout=9000', 'role=till_app'].map((one) => `-c ${one}`).join(' ');
  return `${databaseUrl}&options=${encodeURIComponent(options)}`;
};

describe('the deploy check', () => {
  it('finds nothing where all is in order, and leaves nobody behind', async () => {
    const { code, rows } = await rowsOf({});
    expect(rows.filter(({ mark }) => mark !== 'ok').map(({ id, mark }) => [id, mark])).toEqual([
      ['dep.I121', 'info'],
      ['dep.E125', 'n/a'],
    ]);
    expect(code).toBe(0);
    expect(await serverDb.selectFrom('users').select('email').execute()).toEqual([{ email: 'ops@acme.test' }]);
    expect(await serverDb.selectFrom('audit_entries').select('seq').execute()).toEqual([]);
  });

  it.each(CASES)('%s alone tells of %s', async (id, _case, world) => {
    const { code, rows } = await rowsOf(typeof world === 'function' ? world() : world);
    expect(red(rows), JSON.stringify(rows.filter(({ fails }) => fails))).toEqual([id]);
    expect(code).toBe(1);
    expect(rows.find((row) => row.id === id)?.kind).toBe('finding');
  });

  it('preload is only for information', async () => {
    const { code, rows } = await rowsOf({
      web: header('strict-transport-security', `${YEAR}; includeSubDomains; preload`),
    });
    expect([code, rows.find(({ id }) => id === 'dep.I121')?.mark]).toEqual([0, 'ok']);
  });

  it('a secret before that is strong is no finding', async () => {
    expect(red((await rowsOf({ settings: { SESSION_SECRET_PREVIOUS: `${SECRET}2` } })).rows)).toEqual([]);
  });

  it('a drill that failed before a good one is forgiven, and so is a key in a file elsewhere', async () => {
    const { code, rows } = await rowsOf({
      database: withRuns(run('backup', 2, false), run('backup', 3), run('drill', 1, false), run('drill', 2)),
      settings: { BACKUP_KEY: undefined, BACKUP_KEY_FILE: keyFile },
    });
    expect([code, red(rows)]).toEqual([0, []]);
  });

  it('every check that can fail has a case', () => {
    const told = new Set(CASES.map(([id]) => id));
    const able = ALL_CHECKS.filter(({ level }) => level !== 'info').map(({ id }) => id);
    expect(able.filter((id) => !told.has(id))).toEqual([]);
  });

  it('ids are unique and name their level', () => {
    expect(new Set(ALL_CHECKS.map(({ id }) => id)).size).toBe(50);
    for (const { id, level } of ALL_CHECKS)
      expect({ E: 'error', W: 'warning', I: 'info' }[id.split('.')[1]?.[0] ?? '']).toBe(level);
  });

  it('without any security header each check tells of its own', async () => {
    const none: Tampering = {
      reply: (reply) => {
        const kept = Object.entries(reply.headers).filter(
          ([name]) => !/^(?:x-(?!rate)|strict|content-security|referrer|cross)/.test(name),
        );
        reply.headers = Object.fromEntries(kept);
      },
    };
    expect(red((await rowsOf({ web: none })).rows)).toEqual(
      expect.arrayContaining(['dep.E101', 'dep.W102', 'dep.W104', 'dep.W105', 'dep.W106', 'dep.W122', 'dep.E124']),
    );
  });

  it('a server that is not there is not checked, and that counts; the rest still runs', async () => {
    const { code, rows } = await rowsOf({ options: { url: 'http://127.0.0.1:1' } });
    const unseen = rows.filter(({ kind }) => kind === 'not-checked');
    expect(code).toBe(1);
    expect(unseen.length).toBeGreaterThan(20);
    expect(unseen.every(({ fails, level }) => fails === (level !== 'info'))).toBe(true);
    expect(rows.find(({ id }) => id === 'db.E302')?.kind).toBe('held');
    expect(rows.find(({ id }) => id === 'pay.W208')?.kind).toBe('held');
  });

  it('a database that is not there is not checked', async () => {
    const { rows } = await rowsOf({
      settings: { DATABASE_URL: 'postgres://a:hiddenword@127.0.0.1:1/till?sslmode=verify-full' },
    });
    expect(rows.find(({ id }) => id === 'db.E303')).toMatchObject({ kind: 'not-checked', fails: true });
    expect(rows.find(({ id }) => id === 'dep.W102')?.kind).toBe('held');
    expect(JSON.stringify(rows)).not.toContain('hiddenword');
  });

  it('an endpoint that Stripe does not have is not checked', async () => {
    const { rows } = await rowsOf({ stripe: replaced(HOOK, 'https://elsewhere.test/') });
    expect(red(rows)).toEqual(['pay.W206', 'pay.W208', 'pay.W209']);
  });

  it('a certificate of another holder is refused by the database, not believed', async () => {
    const other = path.join(folder, 'other.pem');
    writeFileSync(other, makeCertificate().cert);
    const { rows } = await rowsOf({ settings: { DATABASE_URL: databaseUrl.replace(caFile, other) } });
    expect(rows.find(({ id }) => id === 'db.E301')).toMatchObject({ kind: 'not-checked', fails: true });
  });

  it('asks over HTTPS, and trusts no certificate by itself', async () => {
    const behind = await startRelay(relay.url, certificate);
    const options = { url: behind.url };
    const trusted = await rowsOf({ options, world: { ca: certificate.cert } });
    // Port 80 beside it is not ours to open.
    expect(red(trusted.rows).filter((id) => id !== 'dep.W108')).toEqual([]);
    const doubted = await rowsOf({ options });
    expect(doubted.rows.find(({ id }) => id === 'dep.E101')).toMatchObject({ kind: 'not-checked' });
    await behind.close();
  });
});

describe('exceptions', () => {
  const file = (content: unknown): string => {
    const name = path.join(mkdtempSync(path.join(folder, 'skip-')), 'skip.json');
    writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return name;
  };
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const accepted = (fields: object = {}) => ({
    id: 'dep.W104',
    reason: 'the first week after the move',
    expires: day(7),
    ...fields,
  });
  const spoiled: World = { web: header('strict-transport-security', 'max-age=60; includeSubDomains') };

  it('a finding that is accepted is shown with its reason and day, and does not fail', async () => {
    const { code, lines } = await check({ ...spoiled, options: { skip: file([accepted()]), json: false } });
    const text = lines.join('\n');
    expect(text).toContain('skip  dep.W104   browsers keep to HTTPS for a year');
    expect(text).toContain(`accepted until ${day(7)}: the first week after the move`);
    expect(text).toMatch(/\nholds: .*1 skip/);
    expect(code).toBe(0);
  });

  it('it covers its own check only', async () => {
    const { code, rows } = await rowsOf({
      ...spoiled,
      settings: { LOG_LEVEL: 'debug' },
      options: { skip: file([accepted()]) },
    });
    expect([code, red(rows)]).toEqual([1, ['log.W401']]);
  });

  it('today is still within', async () => {
    expect((await rowsOf({ ...spoiled, options: { skip: file([accepted({ expires: day(0) })]) } })).code).toBe(0);
  });

  it.each([
    ['an unknown id', [accepted({ id: 'dep.W999' })], [/skip\.json:2: names "dep\.W999", which is no check$/]],
    ['no reason', [accepted({ reason: undefined })], [/skip\.json:2: needs a reason$/]],
    ['a short reason', [accepted({ reason: 'because' })], [/skip\.json:2: needs a reason of 10 characters or more$/]],
    ['a passed day', [accepted({ expires: day(-1) })], [/skip\.json:2: the exception for dep\.W104 expired on /]],
    ['no day', [accepted({ expires: 'next year' })], [/skip\.json:2: needs a day of expiry/]],
    ['the same check twice', [accepted(), accepted()], [/skip\.json:7: names dep\.W104 a second time$/]],
    ['another field', [accepted({ id: 'dep.W105', note: 'x' })], [/skip\.json:2: /]],
    ['no list', {}, [/skip\.json:1: is no list$/]],
    ['no JSON', '[\n  {"id": }\n]', [/skip\.json:\d: is no JSON/]],
    [
      'all mistakes at once',
      [accepted(), { id: 'dep.W105' }, accepted({ id: 'nothing', expires: '2020-01-01' })],
      [/:7: needs a reason$/, /:7: needs a day/, /:10: names "nothing"/, /:10: .*expired on 2020-01-01$/],
    ],
  ])('%s is refused by file and line', async (_case, content, titles) => {
    const failure = await check({ options: { skip: file(content) } }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refused);
    const found = failure instanceof Refused ? failure.problems.map(({ title }) => title) : [];
    expect(found).toEqual(titles.map((title) => expect.stringMatching(title)));
  });

  it('mistakes in exceptions, options and settings are told together', async () => {
    const options = { skip: '/none/skip.json', url: 'till.acme.test' };
    const failure = await check({ options, settings: { PORT: 'x', TILL_X: '1' } }).catch((error: unknown) => error);
    const found = failure instanceof Refused ? failure.problems.map(({ code }) => code) : [];
    expect(found).toEqual(['usage-wrong', 'file-unreadable', 'config-unknown', 'config-malformed']);
  });
});

describe('till check', () => {
  it('looks at the settings alone without --deploy', async () => {
    const asked = standIn.calls.length;
    const { code, lines } = await check({ options: { deploy: false, json: false, url: false } });
    expect(code).toBe(0);
    expect(lines).toContain('ok    pay.E202   the key fits the mode (a live key)');
    expect(lines.at(-1)).toMatch(/^holds: \d+ ok, 1 n\/a \(mode production, settings only\)$/);
    expect(standIn.calls).toHaveLength(asked);
  });

  it('says below a finding what to do', async () => {
    const { lines } = await check({ settings: { LOG_LEVEL: 'trace' }, options: { json: false } });
    const at = lines.indexOf('warn  log.W401   the log level is not debug');
    expect(lines.slice(at + 1, at + 3)).toEqual([
      '                 LOG_LEVEL is trace',
      '                 hint: set LOG_LEVEL=info',
    ]);
    expect(lines.at(-1)).toMatch(/^does not hold: .*1 warn, 1 info, 1 n\/a/);
  });

  it('prints the same facts for programs', async () => {
    const { lines } = await check({ settings: { LOG_LEVEL: 'trace' } });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      holds: false,
      mode: 'production',
      counts: { warn: 1, info: 1, 'n/a': 1, FAIL: 0 },
      checks: expect.arrayContaining([expect.objectContaining({ id: 'log.W401', text: 'LOG_LEVEL is trace' })]),
    });
  });

  it('never prints a secret', async () => {
    const { lines } = await check({
      settings: { SESSION_SECRET: 'planted-short', STRIPE_WEBHOOK_SECRETS: 'whsec_pl anted' },
    });
    expect(lines.join('\n')).not.toMatch(/planted|whsec_pl|anted/);
  });

  it('the demo, served for this machine, holds; a warning does not fail there, an error does', async () => {
    const environment = {
      TILL_MODE: 'demo',
      NODE_ENV: 'production',
      DATABASE_URL: await postgres.fresh(),
      PUBLIC_BASE_URL: 'http://localhost',
      SESSION_SECRET: SECRET,
      STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
      PORT: '0',
    };
    const serving = start('service/cli.ts', ['serve'], environment);
    const url = addressOf(await serving.line(/listening/));
    const held = await till(`check --deploy --url ${url}`, { ...environment, LOG_LEVEL: 'debug' });
    expect([held.code, held.stderr], held.stdout).toEqual([0, '']);
    expect(held.stdout).toContain('warn  log.W401');
    expect(held.stdout).not.toContain('FAIL');
    const strict = await till(`check --deploy --strict --url ${url}`, { ...environment, LOG_LEVEL: 'debug' });
    expect(strict.code).toBe(1);
    for (const id of ['db.E301', 'ops.W703', 'ops.W705'])
      expect(strict.stdout).toMatch(new RegExp(`^(?:FAIL|warn) +${id}`, 'm'));
    const other = await till(`check --deploy --url ${url}`, { ...environment, STRIPE_WEBHOOK_SECRETS: 'whsec_other' });
    expect([other.code, other.stdout.match(/^FAIL.*$/gm)]).toEqual([1, [expect.stringContaining('pay.E205')]]);
    serving.child.kill();
    await serving.ended;
  });

  it('--url without --deploy, and an address that is none, are wrong input', async () => {
    const [alone, odd] = await Promise.all([till('check --url http://x'), till('check --deploy --url ftp://x')]);
    expect([alone.code, odd.code]).toEqual([2, 2]);
    expect(`${alone.stderr}${odd.stderr}`).toMatch(/--url without --deploy[\s\S]*--url must be/);
  });
});
