import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beatWorker } from '../../src/service/jobs/worker-pg.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { createTill } from '../../src/service/till.ts';
import { createServer } from '../../src/service/web/server.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { SECRET } from '../support/signed.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { signedIn } from '../support/visitor.ts';

let postgres: TestPostgres;
let url: string;
let till: TillApp;
beforeAll(async () => {
  postgres = await startTestPostgres();
  url = await postgres.fresh();
  till = await openTillApp(url);
});
afterAll(async () => {
  await till.close();
  await postgres.stop();
});

/** A Till for one run, closed afterwards. */
async function withTill<T>(environment: Record<string, string>, run: (app: TillApp['app']) => Promise<T>): Promise<T> {
  const other = await openTillApp(url, environment);
  try {
    return await run(other.app);
  } finally {
    await other.close();
  }
}
const DEMO = { TILL_MODE: 'demo', PUBLIC_BASE_URL: 'http://till.example.com', SESSION_SECRET: 'abcdefghij'.repeat(5) };
const ORDER = { amount_minor: 1, currency: 'gbp' };

describe('this machine', () => {
  it.each([
    ['127.0.0.1', 200],
    ['127.255.0.9', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['128.0.0.1', 403],
    ['126.0.0.1', 403],
    ['1.127.0.1', 403],
    ['::11', 403],
    ['::2', 403],
    ['::ffff:10.0.0.1', 403],
    ['10.0.0.9', 403],
  ])('a caller at %s asking for figures gets %i', async (remoteAddress, status) => {
    expect((await till.app.inject({ url: '/metrics', remoteAddress })).statusCode).toBe(status);
    const order = await till.app.inject({ method: 'POST', url: '/api/orders', payload: ORDER, remoteAddress });
    expect(order.statusCode).toBe(status === 200 ? 201 : 401);
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])('does not speak where a proxy says %s', async (name) => {
    const headers = { [name]: '127.0.0.1' };
    expect((await till.app.inject({ url: '/metrics', headers })).statusCode).toBe(403);
    expect((await till.app.inject({ method: 'POST', url: '/api/orders', payload: ORDER, headers })).statusCode).toBe(
      401,
    );
    expect((await till.app.inject({ url: '/api/orders/ord_none', headers })).statusCode).toBe(401);
  });

  it('reads and creates orders without a session in mode development alone', async () => {
    const headers = { host: 'till.example.com' };
    const statuses = await withTill(DEMO, async (app) => [
      (await app.inject({ method: 'POST', url: '/api/orders', payload: ORDER, headers })).statusCode,
      (await app.inject({ url: '/api/orders/ord_none', headers })).statusCode,
      (await app.inject({ url: '/metrics' })).statusCode,
    ]);
    expect(statuses).toEqual([401, 401, 200]);
    expect((await till.app.inject({ url: '/api/orders/ord_none' })).statusCode).toBe(404);
  });

  it('alone has figures where no token is set, whatever somebody bears', async () => {
    for (const authorization of ['Bearer undefined', 'Bearer ', '']) {
      const answer = await till.app.inject({ url: '/metrics', remoteAddress: '10.0.0.9', headers: { authorization } });
      expect([authorization, answer.statusCode, answer.json().error]).toEqual([
        authorization,
        403,
        { code: 'forbidden', message: 'only callers on this machine may do this' },
      ]);
    }
  });

  it('is one caller of figures, and who bears the token another', async () => {
    const token = 'figures.'.repeat(5);
    const remoteAddress = '10.0.0.9';
    const ask = (app: TillApp['app'], authorization: string) =>
      app.inject({ url: '/metrics', remoteAddress, headers: { authorization } });
    await withTill({ METRICS_TOKEN: token }, async (app) => {
      const answer = await ask(app, `Bearer ${token}`);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([
        200,
        'text/plain; version=0.0.4; charset=utf-8',
      ]);
      for (const wrong of [
        `Bearer ${token.slice(1)}`,
        `bearer ${token}`,
        `Bearer  ${token}`,
        `Bearer ${token.toUpperCase()}`,
      ])
        expect([wrong, (await ask(app, wrong)).statusCode]).toEqual([wrong, 403]);
      const order = await app.inject({
        method: 'POST',
        url: '/api/orders',
        payload: ORDER,
        remoteAddress,
        headers: { authorization: `Bearer ${token}` },
      });
      expect(order.statusCode).toBe(401);
    });
  });
});

describe('every route', () => {
  it('has the access that is written here, and there is no other', () => {
    const table = till.app.routeTable.map(({ method, url: path, access }) => {
      const who = typeof access === 'string' ? access : access.may + (access.orLocal === true ? ' or local' : '');
      return `${method} ${path}: ${who}`;
    });
    expect(table.toSorted()).toEqual([
      'GET /: signed-in',
      'GET /analytics: analytics:read',
      'GET /api/orders/:id: orders:read or local',
      'GET /assets/desk.css: public',
      'GET /assets/till.svg: public',
      'GET /audit: audit:read',
      'GET /events: events:read',
      'GET /exports: exports:create',
      'GET /healthz: public',
      'GET /issues: issues:read',
      'GET /metrics: scraper',
      'GET /openapi.json: public',
      'GET /orders/:id: orders:read',
      'GET /orders: orders:read',
      'GET /readyz: public',
      'GET /sign-in: public',
      'GET /snapshots/:day/:currency: analytics:read',
      'GET /snapshots: analytics:read',
      'GET /version: public',
      'POST /api/orders: orders:create or local',
      'POST /events/:id/retry: events:retry',
      'POST /exports/:kind: exports:create',
      'POST /issues/:id/resolve: issues:resolve',
      'POST /orders/:id/refunds: refunds:create',
      'POST /sign-in: public',
      'POST /sign-out: signed-in',
      'POST /snapshots/rebuild: snapshots:rebuild',
      'POST /webhooks/stripe: public',
    ]);
  });

  it('that changes something needs the token of its page, from whoever is signed in', async () => {
    const visitor = await signedIn(till, 'admin', 'token@example.com');
    const { cookies } = visitor;
    const posts = till.app.routeTable.filter(({ method, access }) => method === 'POST' && access !== 'public');
    expect(posts.length).toBe(7);
    for (const { url: path } of posts) {
      const answer = await till.app.inject({
        method: 'POST',
        url: path.replaceAll(/:\w+/g, 'none'),
        payload: {},
        cookies,
      });
      expect([path, answer.statusCode, answer.json().error.code]).toEqual([path, 403, 'forbidden']);
    }
    const hook = await till.app.inject({ method: 'POST', url: '/webhooks/stripe', payload: {}, cookies });
    expect(hook.json().error.code).toBe('not_authentic');
  });
});

describe('a name of the server', () => {
  const statusOf = async (environment: Record<string, string>, host: string, path = '/sign-in') =>
    withTill(environment, async (app) => (await app.inject({ url: path, headers: { host } })).statusCode);

  it.each<[string, Record<string, string>, readonly string[], readonly string[]]>([
    [
      'in development: this machine, at every port',
      {},
      ['localhost', 'localhost:3000', 'LOCALHOST', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:80'],
      ['localhost.', 'localhost:', 'localhost:123456', 'localhost:x', '127.0.0.2', '0.0.0.0', 'xlocalhost', ' '],
    ],
    [
      'elsewhere: the public one alone',
      DEMO,
      ['till.example.com', 'till.example.com:8080', 'Till.Example.COM'],
      ['localhost', '127.0.0.1', 'example.com', 'x.till.example.com', 'till.example.com.evil.example'],
    ],
    [
      'with a list: those of the list, not the public one',
      { ...DEMO, ALLOWED_HOSTS: 'a.example,b.example:8080' },
      ['a.example', 'a.example:99', 'b.example:8080'],
      ['till.example.com', 'b.example', 'b.example:8081', 'localhost'],
    ],
  ])('%s', async (_case, environment, known, unknown) => {
    await withTill(environment, async (app) => {
      for (const host of known)
        expect([host, (await app.inject({ url: '/sign-in', headers: { host } })).statusCode]).toEqual([host, 200]);
      for (const host of unknown) {
        const answer = await app.inject({ url: '/sign-in', headers: { host } });
        expect([host, answer.statusCode, answer.json().error.code]).toEqual([host, 421, 'unknown_host']);
      }
    });
  });

  it.each([
    ['/healthz', 200],
    ['/healthz?x=1', 200],
    ['/metrics', 200],
    ['/version', 421],
    ['/healthzx', 421],
    ['/x/healthz', 421],
    ['/metrics/x', 421],
    ['/webhooks/stripe', 421],
  ])('may be any for probes alone: %s', async (path, status) => {
    expect(await statusOf({}, '10.1.2.3', path)).toBe(status);
  });
});

describe('a page elsewhere', () => {
  const post = (headers: Record<string, string>) =>
    till.app.inject({ method: 'POST', url: '/api/orders', payload: ORDER, headers });

  it.each<[Record<string, string>, number]>([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 201],
    [{ 'sec-fetch-site': 'same-origin' }, 201],
    [{ 'sec-fetch-site': 'none' }, 201],
    [{ origin: 'http://localhost' }, 201],
    [{ origin: 'http://localhost:3000' }, 201],
    [{ origin: 'http://localhost.evil.example' }, 403],
    [{ origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: '' }, 403],
    [{}, 201],
  ])('may not send: %j', async (headers, status) => {
    const answer = await post(headers);
    expect([answer.statusCode, answer.json().error?.code]).toEqual([
      status,
      status === 403 ? 'foreign_origin' : undefined,
    ]);
  });

  it.each(['GET', 'HEAD'] as const)('may lead here by %s', async (method) => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await till.app.inject({ method, url: '/sign-in', headers })).statusCode).toBe(200);
  });

  it.each(['PUT', 'DELETE', 'PATCH'] as const)('may not send by %s', async (method) => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await till.app.inject({ method, url: '/orders', headers })).statusCode).toBe(403);
  });
});

describe('over HTTP where people come over HTTPS', () => {
  const SECURE = { ...DEMO, PUBLIC_BASE_URL: 'https://till.example.com', TRUST_PROXY: '1' };
  it.each<['GET' | 'HEAD' | 'POST', string, number]>([
    ['GET', '/orders', 308],
    ['HEAD', '/orders', 308],
    ['GET', '/version', 308],
    ['GET', '/none', 308],
    ['POST', '/api/orders', 403],
    ['POST', '/webhooks/stripe', 400],
    ['GET', '/webhooks/stripe', 405],
  ])('%s %s gets %i', async (method, path, status) => {
    const headers = { host: 'till.example.com' };
    await withTill(SECURE, async (app) => {
      const answer = await app.inject({ method, url: path, headers });
      expect(answer.statusCode).toBe(status);
      if (status === 308) expect(answer.headers.location).toBe(`https://till.example.com${path}`);
      if (status === 403) expect(answer.json().error).toEqual({ code: 'https_only', message: 'use https' });
      const secure = await app.inject({ method, url: path, headers: { ...headers, 'x-forwarded-proto': 'https' } });
      expect([308, 'https_only']).not.toContain(secure.statusCode);
    });
  });

  it('a proxy is believed where one is trusted, and not where none is', async () => {
    const headers = { host: 'till.example.com', 'x-forwarded-proto': 'https' };
    const { TRUST_PROXY: _trust, ...none } = SECURE;
    const status = (environment: Record<string, string>, remoteAddress = '10.0.0.1') =>
      withTill(environment, async (app) => (await app.inject({ url: '/sign-in', headers, remoteAddress })).statusCode);
    expect(await status(SECURE)).toBe(200);
    expect(await status(none)).toBe(308);
    expect(await status({ ...none, TRUST_PROXY: '10.0.0.0/8' })).toBe(200);
    expect(await status({ ...none, TRUST_PROXY: '10.0.0.0/8' }, '11.0.0.1')).toBe(308);
  });

  it('the address of a caller is the nearest that no trusted proxy wrote', async () => {
    const seen = async (environment: Record<string, string>) => {
      const other = await openTillApp(url, { ...environment, LOG_LEVEL: 'info' });
      const headers = { 'x-forwarded-for': '1.1.1.1, 2.2.2.2, 3.3.3.3' };
      await other.app.inject({ url: '/none', headers, remoteAddress: '10.0.0.1' });
      await other.close();
      return other.log.map((line) => JSON.parse(line)).find(({ req }) => req !== undefined)?.req.remoteAddress;
    };
    expect(await seen({})).toBe('10.0.0.1');
    expect(await seen({ TRUST_PROXY: '1' })).toBe('3.3.3.3');
    expect(await seen({ TRUST_PROXY: '2' })).toBe('2.2.2.2');
  });
});

describe('every answer', () => {
  it.each(['/sign-in', '/none', '/healthz', '/api/orders/ord_none', '/assets/desk.css'])(
    'of %s has the safe headers',
    async (path) => {
      const { headers } = await till.app.inject({ url: path, headers: { 'x-request-id': 'mine' } });
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'x-request-id': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/),
      });
    },
  );

  it.each([
    ['/assets/desk.css', 'text/css; charset=utf-8', 'public, max-age=3600'],
    ['/assets/till.svg', 'image/svg+xml', 'public, max-age=3600'],
    ['/sign-in', 'text/html; charset=utf-8', 'no-store'],
  ])('of %s says its kind and how long it may be kept', async (path, type, kept) => {
    const { headers } = await till.app.inject(path);
    expect([headers['content-type'], headers['cache-control']]).toEqual([type, kept]);
  });
});

describe('a failure', () => {
  const send = (path: string, payload: string, more: Record<string, string> = {}) =>
    till.app.inject({ method: 'POST', url: path, payload, headers: { 'content-type': 'application/json', ...more } });

  it('of a body that is too large begins behind 64 KiB, for events behind 2 MiB', async () => {
    const codes = async (path: string, limit: number) => {
      const answers = [];
      for (const size of [limit, limit + 1]) answers.push(await send(path, 'x'.repeat(size)));
      return answers.map((answer) => answer.json().error.code);
    };
    expect(await codes('/api/orders', 64 * 1024)).toEqual(['bad_request', 'too_large']);
    expect(await codes('/webhooks/stripe', 2 * 1024 * 1024)).toEqual(['not_authentic', 'too_large']);
  });

  it.each([
    ['identity', 201],
    ['gzip', 415],
    ['br', 415],
  ])('of a body that is sent as %s: %i', async (encoding, status) => {
    expect((await send('/api/orders', JSON.stringify(ORDER), { 'content-encoding': encoding })).statusCode).toBe(
      status,
    );
  });

  it.each([
    ['GET', '/none', 404, undefined],
    ['PUT', '/none', 404, undefined],
    ['GET', '/webhooks/stripe', 405, 'POST'],
    ['PUT', '/sign-in?x=1', 405, 'GET, HEAD, POST'],
    ['DELETE', '/orders', 405, 'GET, HEAD'],
  ] as const)('%s %s gets %i', async (method, path, status, allow) => {
    const answer = await till.app.inject({ method, url: path });
    expect([answer.statusCode, answer.headers.allow]).toEqual([status, allow]);
    const message = allow === undefined ? 'no such page' : `use ${allow.replaceAll(', ', ' or ')}`;
    expect(answer.json()).toEqual({ error: { code: status === 404 ? 'not_found' : 'method_not_allowed', message } });
  });

  it('of ours says nothing of its cause, and is logged under its id', async () => {
    const other = await openTillApp('postgres://app:pw@127.0.0.1:1/none');
    const answer = await other.app.inject({ url: '/api/orders/ord_1' });
    expect([answer.statusCode, answer.json()]).toEqual([
      500,
      { error: { code: 'internal', message: 'something went wrong here; it is logged under this request id' } },
    ]);
    const failed = other.log.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'request failed');
    expect([failed?.reqId, failed?.err.message]).toEqual([
      answer.headers['x-request-id'],
      expect.stringContaining('ECONNREFUSED'),
    ]);
    expect(await other.till.metrics.text([])).toContain('till_requests_failed_total 1');
    await other.app.inject('/readyz');
    expect(await other.till.metrics.text([])).toContain('till_requests_failed_total 1');
    await other.close();
  });

  it('is a page for a browser and JSON for a program', async () => {
    const accept = 'text/html,application/xhtml+xml';
    const get = (path: string, more = {}) =>
      till.app.inject({ url: path, headers: { accept }, remoteAddress: '10.0.0.9', ...more });
    const page = await get('/none');
    expect([page.statusCode, page.headers['content-type'], page.body.includes('<h1>No such page</h1>')]).toEqual([
      404,
      'text/html; charset=utf-8',
      true,
    ]);
    expect(page.body).toContain(`Request ${String(page.headers['x-request-id'])}`);
    expect((await get('/api/none')).json().error.code).toBe('not_found');
    expect((await get('/webhooks/none')).json().error.code).toBe('not_found');
    expect((await till.app.inject('/none')).json().error.code).toBe('not_found');
    const lost = await get('/audit?before=3');
    expect([lost.statusCode, lost.headers.location]).toEqual([303, '/sign-in?next=%2Faudit%3Fbefore%3D3']);
    const posted = await get('/sign-out', { method: 'POST' });
    expect([posted.statusCode, posted.body.includes('<h1>Sign in first</h1>')]).toEqual([401, true]);
  });

  it.each([
    ['/readyz', 503],
    ['/metrics', 500],
  ])('of the database at %s gets %i', async (path, status) => {
    const other = await openTillApp('postgres://app:pw@127.0.0.1:1/none');
    expect((await other.app.inject(path)).statusCode).toBe(status);
    await other.close();
  });
});

describe('an order as JSON', () => {
  it('has these fields, for each role that may see it', async () => {
    await till.till.createOrder({ id: 'ord_json', amount_minor: 5, currency: 'gbp', email: 'jo@example.com' });
    await till.till.createOrder({ id: 'ord_nobody', amount_minor: 5, currency: 'gbp' });
    const ask = async (id: string, cookies: Record<string, string>) =>
      (await till.app.inject({ url: `/api/orders/${id}`, cookies })).json();
    const emails = [];
    for (const role of ['admin', 'ops', 'analyst'] as const) {
      const { cookies } = await signedIn(till, role, `json-${role}@example.com`);
      emails.push([(await ask('ord_json', cookies)).customer_email, (await ask('ord_nobody', cookies)).customer_email]);
    }
    expect(emails).toEqual([
      ['jo@example.com', null],
      ['jo@example.com', null],
      ['hidden', null],
    ]);
    const { cookies } = await signedIn(till, 'customer', 'jo@example.com');
    expect(await ask('ord_json', cookies)).toEqual({
      id: 'ord_json',
      status: 'pending',
      amount_minor: 5,
      currency: 'gbp',
      customer_email: 'jo@example.com',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      paid_at: null,
    });
    expect(await ask('ord_nobody', cookies)).toEqual({ error: { code: 'not_found', message: 'no such order' } });
  });

  it.each([
    ['admin', 201, 'him@example.com'],
    ['ops', 201, 'him@example.com'],
    ['customer', 201, 'makes-customer@example.com'],
    ['analyst', 403, undefined],
  ] as const)('that %s creates for somebody else', async (role, status, email) => {
    const visitor = await signedIn(till, role, `makes-${role}@example.com`);
    const csrf = /name="csrf" value="([^"]+)"/.exec((await visitor.get('/orders')).body)?.[1] ?? '';
    const payload = { ...ORDER, email: 'him@example.com' };
    const { cookies } = visitor;
    const answer = await till.app.inject({
      method: 'POST',
      url: '/api/orders',
      payload,
      cookies,
      headers: { 'x-csrf-token': csrf },
    });
    expect([answer.statusCode, answer.json().customer_email]).toEqual([status, email]);
  });
});

describe('a log line', () => {
  it('names the path without its query and without an email, however it is written', async () => {
    const other = await openTillApp(url, { LOG_LEVEL: 'info' });
    for (const path of [
      '/orders/jo@example.com?q=al@example.com',
      '/orders/jo%40example.com',
      '/orders/jo%2540example.com',
      '/orders/jo%252540example.com',
    ])
      await other.app.inject({ url: path, headers: { cookie: 'till=planted', authorization: 'Bearer planted' } });
    await other.close();
    const paths = other.log.map((line) => JSON.parse(line).req).filter((req) => req !== undefined);
    expect(paths).toEqual(paths.map(() => ({ method: 'GET', path: '[email]', remoteAddress: '127.0.0.1' })));
    expect([paths.length, other.log.join('').includes('planted')]).toEqual([4, false]);
  });

  it.each([
    ['authorization', { authorization: 'planted' }],
    ['cookie', { cookie: 'planted' }],
    ['set-cookie', { 'set-cookie': 'planted' }],
    ['stripe-signature', { 'stripe-signature': 'planted' }],
  ])('holds no header %s, wherever headers are logged', async (_name, headers) => {
    const other = await openTillApp(url, { LOG_LEVEL: 'info' });
    other.app.log.info({ headers, res: { headers } }, 'headers');
    other.app.log.info({ headers: { accept: 'kept' } }, 'others');
    await other.close();
    const text = other.log.join('');
    expect([text.includes('planted'), text.includes('kept')]).toEqual([false, true]);
  });

  it('holds an error without the email and the key in it', async () => {
    const other = await openTillApp(url, { LOG_LEVEL: 'info' });
    other.app.log.error(
      { err: new TypeError(`no jo@example.com with ${['sk', 'test', 'Planted'].join('_')}`) },
      'failed',
    );
    await other.close();
    const { err } = JSON.parse(other.log.find((line) => line.includes('failed')) ?? '{}');
    expect([err.type, err.message]).toEqual(['TypeError', 'no [email] with [key]']);
    expect(err.stack).toMatch(/^TypeError: no \[email\] with \[key\]\n/);
  });
});

describe('readiness', () => {
  const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
  const ready = async (environment: Record<string, string>, seenMs: number | undefined) => {
    const own = await postgres.fresh();
    const config = readConfig({ DATABASE_URL: own, STRIPE_WEBHOOK_SECRETS: SECRET, ...environment });
    const db = openDb(own);
    const worker = { id: 'w', started_at: new Date(0), version: '1' };
    if (seenMs !== undefined) await beatWorker(db, worker, new Date(NOW - seenMs));
    const app = await createServer(createTill({ db, config, clock: () => NOW, onSettled: () => undefined }), config, {
      write: () => undefined,
    });
    const answer = await app.inject('/readyz');
    await app.close();
    await db.destroy();
    return [answer.statusCode, answer.json()];
  };

  it.each<[string, number | undefined, number, string[], number | null]>([
    ['none', undefined, 503, ['no worker is running'], null],
    ['one that was seen now', 0, 200, [], 0],
    ['one that was seen a minute ago', 60_000, 200, [], 60],
    ['one that was seen over a minute ago', 60_001, 503, ['no worker was seen for 60 seconds'], 60],
    ['one whose clock is ahead', -5000, 200, [], 0],
  ])('outside of development with workers: %s', async (_case, seenMs, status, reasons, age) => {
    const body = { status: status === 200 ? 'ready' : 'unready', reasons, worker_age_seconds: age };
    expect(await ready(DEMO, seenMs)).toEqual([status, body]);
  });

  it('in development needs no worker, and tells the age of one', async () => {
    expect(await ready({}, undefined)).toEqual([200, { status: 'ready', reasons: [], worker_age_seconds: null }]);
    expect(await ready({}, 90_999)).toEqual([200, { status: 'ready', reasons: [], worker_age_seconds: 90 }]);
  });
});

describe('the server', () => {
  it('gives a request half a minute, and closes what it answers when it does not listen', async () => {
    expect(till.app.server.requestTimeout).toBe(30_000);
    expect((await till.app.inject('/version')).headers['connection']).toBe('close');
  });

  it('takes an id of 256 signs in a path and no longer one', async () => {
    const messages = [];
    for (const length of [256, 257])
      messages.push((await till.app.inject(`/api/orders/${'a'.repeat(length)}`)).json().error.message);
    expect(messages[0]).toBe('no such order');
    expect(messages[1]).not.toBe('no such order');
  });

  it('documents the routes for programs and no page', async () => {
    const { info, paths, components } = (await till.app.inject('/openapi.json')).json();
    expect(info.title).toBe('Till');
    const routes = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.toSorted()).toEqual([
      'get /api/orders/{id}',
      'get /healthz',
      'get /readyz',
      'get /version',
      'post /api/orders',
      'post /webhooks/stripe',
    ]);
    expect(Object.keys(paths['/api/orders'].post.responses)).toEqual(['201', '400', '401', '403', '409']);
    expect(components.securitySchemes).toEqual({
      session: { type: 'apiKey', in: 'cookie', name: '__Host-till' },
      csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
    });
  });

  it('sets one cookie, for the whole of itself, that scripts do not read', async () => {
    const visitor = await signedIn(till, 'ops', 'cookie@example.com');
    await visitor.post('/sign-out');
    const answer = await visitor.signIn();
    expect(answer.cookies).toEqual([
      {
        name: 'till',
        value: expect.any(String),
        path: '/',
        expires: expect.any(Date),
        httpOnly: true,
        sameSite: 'Lax',
      },
    ]);
  });
});

describe('the version', () => {
  it('has the commit where it is known', async () => {
    const version = expect.stringMatching(/^\d+\.\d+\.\d+/);
    expect((await till.app.inject('/version')).json()).toEqual({ version, commit: null });
    const commit = '0123abc';
    const told = await withTill({ TILL_COMMIT: commit }, async (app) => (await app.inject('/version')).json());
    expect(told).toEqual({ version, commit });
  });
});
