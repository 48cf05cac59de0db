import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/service/audit/audit-pg.ts';
import { hashPassword, isPassword } from '../../src/service/auth/password.ts';
import { mayDo, PERMISSIONS, ROLES } from '../../src/service/auth/permissions.ts';
import { changeUser } from '../../src/service/auth/user-pg.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { newVisitor, signedIn, type Visitor } from '../support/visitor.ts';

let postgres: TestPostgres;
let till: TillApp;

beforeAll(async () => {
  postgres = await startTestPostgres();
  till = await openTillApp(await postgres.fresh());
});
afterAll(async () => {
  await till.close();
  await postgres.stop();
});

describe('passwords', () => {
  it('are kept as argon2id with a salt of their own, and only the right one fits', async () => {
    const [one, two] = [await hashPassword('a long password'), await hashPassword('a long password')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await isPassword('a long password', one)).toBe(true);
    expect(await isPassword('a long passwore', one)).toBe(false);
    expect(await isPassword('a long password', undefined)).toBe(false);
  });
});

describe('signing in', () => {
  it('leads to what was asked for, with a cookie that scripts and other sites do not get', async () => {
    const visitor = await newVisitor(till, 'ops', 'first@example.com');
    const lost = await visitor.get('/orders?q=ord');
    expect([lost.statusCode, lost.headers.location]).toEqual([303, '/sign-in?next=%2Forders%3Fq%3Dord']);
    const answer = await visitor.signIn();
    expect(answer.headers['set-cookie']).toMatch(/^till=[^;]+; .*HttpOnly; SameSite=Lax$/);
    expect((await visitor.get('/orders')).body).toContain('first@example.com');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/sign-out', '/orders\r\nx: y'])(
    'leads to no other place: %s',
    async (next) => {
      const visitor = await newVisitor(till, 'ops', `next${Math.random()}@example.com`);
      const form = { email: visitor.email, password: 'correct horse battery', next };
      expect((await visitor.post('/sign-in', form)).headers.location).toBe('/');
    },
  );

  it('answers a wrong password, an unknown email and a disabled person alike', async () => {
    const visitor = await newVisitor(till, 'ops', 'known@example.com');
    const wrong = await visitor.signIn('not the password');
    const unknown = await visitor.post('/sign-in', { email: 'nobody@example.com', password: 'not the password' });
    await changeUser(till.db, visitor.userId, { disabled: true });
    const disabled = await visitor.signIn();
    expect([wrong.statusCode, unknown.statusCode, disabled.statusCode]).toEqual([401, 401, 401]);
    expect(unknown.body).toBe(wrong.body);
    expect(disabled.body).toBe(wrong.body);
  });

  it('locks an email after five wrong passwords, also when they come at once, and then refuses the right one', async () => {
    const visitor = await newVisitor(till, 'ops', 'locked@example.com');
    const tries = await Promise.all(Array.from({ length: 8 }, () => visitor.signIn('not the password')));
    expect(tries.map((answer) => answer.statusCode).toSorted((a, b) => a - b)).toEqual([
      401, 401, 401, 401, 401, 429, 429, 429,
    ]);
    expect((await visitor.signIn()).statusCode).toBe(429);
  });

  it('ends with signing out: the old cookie is worth nothing', async () => {
    const visitor = await signedIn(till, 'ops', 'leaves@example.com');
    const kept = { ...visitor.cookies };
    expect((await visitor.post('/sign-out')).statusCode).toBe(303);
    const again = await till.app.inject({ url: '/orders', cookies: kept, headers: { host: 'localhost' } });
    expect(again.statusCode).toBe(401);
  });

  it('ends at once when the role changes or the person is disabled', async () => {
    const visitor = await signedIn(till, 'ops', 'changes@example.com');
    await changeUser(till.db, visitor.userId, { role: 'customer' });
    expect((await visitor.get('/orders')).statusCode).toBe(303);
  });

  it('does not take a session id that somebody else planted', async () => {
    const visitor = await newVisitor(till, 'ops', 'planted@example.com');
    visitor.cookies['till'] = 'planted.value';
    await visitor.signIn();
    expect(visitor.cookies['till']).not.toBe('planted.value');
    expect((await visitor.get('/orders')).statusCode).toBe(200);
  });

  it('over another person’s session begins a new one, and the old one is over', async () => {
    const first = await signedIn(till, 'ops', 'one@example.com');
    const second = await newVisitor(till, 'ops', 'two@example.com');
    const before = first.cookies['till'] ?? '';
    second.cookies['till'] = before;
    expect((await second.signIn()).statusCode).toBe(403);
    await second.get('/sign-in');
    await second.signIn();
    expect(second.cookies['till']).not.toBe(before);
    expect((await second.get('/orders')).body).toContain('two@example.com');
    expect((await first.get('/orders')).statusCode).toBe(303);
  });

  it('is audited, right and wrong, without the email', async () => {
    const visitor = await newVisitor(till, 'analyst', 'audited@example.com');
    await visitor.signIn('not the password');
    await visitor.signIn();
    const entries = (await listAudit(till.db)).filter((entry) => entry.actor === visitor.userId);
    expect(entries.map((entry) => entry.action)).toEqual(['sign-in.refused', 'sign-in']);
    expect(JSON.stringify(entries)).not.toContain('audited@');
  });

  it('keeps neither the password nor the session id', async () => {
    const visitor = await signedIn(till, 'ops', 'stored@example.com');
    const rows = await till.db.selectFrom('sessions').selectAll().where('user_id', '=', visitor.userId).execute();
    const id = decodeURIComponent(visitor.cookies['till'] ?? '').split('.')[0] ?? '';
    expect(id.length).toBeGreaterThan(20);
    expect(JSON.stringify(rows)).not.toContain(id);
  });
});

describe('requests of other sites', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await signedIn(till, 'ops', 'csrf@example.com');
  });

  it.each(['', 'made-up'])('a form with the token "%s" is refused', async (csrf) => {
    const answer = await visitor.post('/sign-out', { csrf });
    expect(answer.statusCode).toBe(403);
    expect((await visitor.get('/orders')).statusCode).toBe(200);
  });

  it('JSON with the cookie alone is refused', async () => {
    const payload = { amount_minor: 1, currency: 'gbp' };
    const { cookies } = visitor;
    const answer = await till.app.inject({ method: 'POST', url: '/api/orders', payload, cookies });
    expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'forbidden']);
  });

  it.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
    'what says that it comes from elsewhere is refused, also the sign-in form: %j',
    async (headers) => {
      const payload = 'email=a@b.c&password=x';
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await till.app.inject({
        method: 'POST',
        url: '/sign-in',
        payload,
        headers: { ...type, ...headers },
      });
      expect(answer.statusCode).toBe(403);
    },
  );

  it.each(['evil.example', 'localhost.evil.example', 'localhost:80:80', ' '])(
    'another name for the server is refused: %s',
    async (host) => {
      expect((await till.app.inject({ url: '/sign-in', headers: { host } })).statusCode).toBe(421);
    },
  );
});

describe('behind HTTPS', () => {
  const secure = {
    TILL_MODE: 'demo',
    PUBLIC_BASE_URL: 'https://till.example.com',
    SESSION_SECRET: 'abcdefghij'.repeat(5),
    TRUST_PROXY: '1',
  };
  let other: TillApp;
  beforeAll(async () => {
    other = await openTillApp(await postgres.fresh(), secure);
  });
  afterAll(() => other.close());
  const host = 'till.example.com';

  it('people are led there, programs and Stripe are not', async () => {
    const moved = await other.app.inject({ url: '/orders?q=1', headers: { host } });
    expect([moved.statusCode, moved.headers.location]).toEqual([308, 'https://till.example.com/orders?q=1']);
    const elsewhere = await other.app.inject({ url: '//evil.example/x', headers: { host } });
    expect(elsewhere.headers.location).toBe('https://till.example.com/evil.example/x');
    const hook = await other.app.inject({ method: 'POST', url: '/webhooks/stripe', headers: { host }, payload: '{}' });
    expect(hook.statusCode).toBe(400);
    expect((await other.app.inject({ url: '/healthz', headers: { host: '10.1.2.3' } })).statusCode).toBe(200);
    const sent = { method: 'POST', url: '/sign-in', headers: { host }, payload: {} } as const;
    expect((await other.app.inject(sent)).statusCode).toBe(403);
  });

  it('the cookie is for HTTPS and this host alone, and browsers are told to stay', async () => {
    const visitor = await newVisitor(other, 'ops');
    const headers = { host, 'x-forwarded-proto': 'https', 'content-type': 'application/x-www-form-urlencoded' };
    const payload = new URLSearchParams({ email: visitor.email, password: 'correct horse battery' }).toString();
    const answer = await other.app.inject({ method: 'POST', url: '/sign-in', headers, payload });
    expect(answer.headers['set-cookie']).toMatch(/^__Host-till=[^;]+; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=31536000; includeSubDomains/);
  });

  it('no program on this machine creates orders without a session', async () => {
    const headers = { host, 'x-forwarded-proto': 'https' };
    const payload = { amount_minor: 1, currency: 'gbp' };
    expect((await other.app.inject({ method: 'POST', url: '/api/orders', headers, payload })).statusCode).toBe(401);
  });
});

const ask = ({
  method,
  ...rest
}: {
  method: string;
  url: string;
  cookies?: Record<string, string>;
  remoteAddress?: string;
}) => till.app.inject(method === 'POST' ? { method: 'POST', payload: {}, ...rest } : { method: 'GET', ...rest });

describe('every route, for every role', () => {
  it('is open to whom the permission table names, and to nobody else', async () => {
    const visitors = new Map<string, Visitor>();
    for (const role of ROLES) visitors.set(role, await signedIn(till, role, `all-${role}@example.com`));
    const guarded = till.app.routeTable.filter(({ access }) => typeof access === 'object');
    expect(guarded.length).toBeGreaterThan(4);
    for (const { method, url, access } of guarded) {
      if (typeof access !== 'object') continue;
      for (const role of ROLES) {
        const { cookies } = visitors.get(role) ?? { cookies: {} };
        const path = url.replaceAll(/:\w+/g, 'none');
        const answer = await ask({ method, url: path, cookies });
        const refusedByRole = answer.statusCode === 403 && answer.body.includes(`the role ${role} may not`);
        expect([role, method, url, refusedByRole]).toEqual([role, method, url, !mayDo(role, access.may)]);
      }
      const remoteAddress = '10.0.0.9';
      const path = url.replaceAll(/:\w+/g, 'none');
      const stranger = await ask({ method, url: path, remoteAddress });
      expect([method, url, stranger.statusCode]).toEqual([method, url, 401]);
    }
  });

  it('each permission is used, and the admin has all', () => {
    for (const rule of Object.values(PERMISSIONS)) expect(rule.roles).toContain('admin');
  });
});

describe('orders of others', () => {
  it('a customer sees their own and no other, as page, as list and as JSON; the analyst sees no email', async () => {
    await till.till.createOrder({ id: 'ord_hers', amount_minor: 100, currency: 'gbp', email: 'Her@Example.com' });
    await till.till.createOrder({ id: 'ord_his', amount_minor: 100, currency: 'gbp', email: 'him@example.com' });
    const her = await signedIn(till, 'customer', 'her@example.com');
    expect((await her.get('/orders/ord_hers')).statusCode).toBe(200);
    const other = await her.get('/orders/ord_his');
    const none = await her.get('/orders/ord_none');
    expect([other.statusCode, none.statusCode]).toEqual([404, 404]);
    const list = (await her.get('/orders')).body;
    expect([list.includes('ord_hers'), list.includes('ord_his')]).toEqual([true, false]);
    const { cookies } = her;
    expect((await till.app.inject({ url: '/api/orders/ord_his', cookies })).statusCode).toBe(404);
    expect((await till.app.inject({ url: '/api/orders/ord_hers', cookies })).statusCode).toBe(200);

    const analyst = await signedIn(till, 'analyst', 'sees@example.com');
    const page = (await analyst.get('/orders/ord_his')).body;
    expect([page.includes('ord_his'), page.includes('him@')]).toEqual([true, false]);
    expect((await analyst.get('/orders?q=him@')).body).toContain('None.');
  });

  it('an order that a customer creates is in their own name', async () => {
    const her = await signedIn(till, 'customer', 'buys@example.com');
    const token = /name="csrf" value="([^"]+)"/.exec((await her.get('/orders')).body)?.[1] ?? '';
    const payload = { amount_minor: 5, currency: 'gbp', email: 'him@example.com' };
    const headers = { 'x-csrf-token': token };
    const { cookies } = her;
    const answer = await till.app.inject({ method: 'POST', url: '/api/orders', payload, cookies, headers });
    expect([answer.statusCode, answer.json().customer_email]).toEqual([201, 'buys@example.com']);
  });
});
