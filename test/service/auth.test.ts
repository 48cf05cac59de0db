import { argon2Sync } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/service/audit/audit-pg.ts';
import {
  ADDRESS_LIMIT,
  type AttemptLimit,
  EMAIL_LIMIT,
  forgetAttempts,
  giveBackAttempt,
  takeAttempt,
} from '../../src/service/auth/attempt-pg.ts';
import { hashPassword, isPassword } from '../../src/service/auth/password.ts';
import { isOwnOnly, mayDo, type Permission, PERMISSIONS, ROLES } from '../../src/service/auth/permissions.ts';
import { findSession, removeSession, saveSession } from '../../src/service/auth/session-pg.ts';
import { signIn } from '../../src/service/auth/sign-in-pg.ts';
import { emailSchema, maySeeOrder, passwordSchema, roleSchema } from '../../src/service/auth/user.ts';
import { changeUser, findUser, insertUser, listUsers } from '../../src/service/auth/user-pg.ts';
import type { Tables } from '../../src/service/db/tables.ts';
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

/** Runs in one transaction, in which the database's time stands still, and rolls back. */
async function whileTimeStands(run: (db: Transaction<Tables>) => Promise<void>): Promise<void> {
  const done = new Error('done');
  const running = till.db.transaction().execute(async (transaction) => {
    await run(transaction);
    throw done;
  });
  await expect(running).rejects.toBe(done);
}

const faultOf = (text: string) => passwordSchema.safeParse(text).error?.issues.map(({ message }) => message) ?? [];
const varied = (length: number) => 'abcde'.repeat(50).slice(0, length);

describe('a new password', () => {
  it.each([
    ['11 characters', varied(11), ['must have 12 characters or more']],
    ['12 characters', varied(12), []],
    ['13 characters', varied(13), []],
    ['200 characters', varied(200), []],
    ['201 characters', varied(201), ['must have 200 characters or fewer']],
    ['4 different characters', 'abcd'.repeat(4), ['must hold 5 different characters or more']],
    ['5 different characters', 'abcde'.repeat(3), []],
  ])('of %s', (_case, text, faults) => {
    expect(faultOf(text)).toEqual(faults);
  });

  it.each(['password', 'changeme', 'admin', 'letmein', 'qwerty', 'till'])(
    'is not the word %s with digits, points and marks behind it, in any case',
    (word) => {
      const fault = ['is one of the first that anybody tries'];
      for (const end of ['1234567890', '12345678!.', '!.!.!.!.1234'])
        expect([end, faultOf(word + end)]).toEqual([end, fault]);
      expect(faultOf(`${word.toUpperCase()}1234567890`)).toEqual(fault);
      expect(faultOf(`x${word}1234567890`)).toEqual([]);
      expect(faultOf(`${word}1234567890x`)).toEqual([]);
      expect(faultOf(`${word}12345-67890`)).toEqual([]);
    },
  );
});

describe('an email address', () => {
  const long = (length: number) => {
    const end = `@${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.example`;
    return 'a'.repeat(length - end.length) + end;
  };
  it('is trimmed and kept in lower case', () => {
    expect(emailSchema.parse('  Jo@Example.COM\n')).toBe('jo@example.com');
  });
  it('has at most 254 characters', () => {
    const faults = [253, 254, 255].map(
      (length) => emailSchema.safeParse(long(length)).error?.issues.map(({ message }) => message) ?? [],
    );
    expect(faults).toEqual([[], [], ['has more than 254 characters']]);
  });
  it.each(['', 'jo', 'jo@', '@example.com', 'jo@example', 'a b@example.com'])('is none: "%s"', (text) => {
    expect(emailSchema.safeParse(text).success).toBe(false);
  });
});

describe('a kept hash', () => {
  const encode = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  it('has a salt of 16 bytes and 32 bytes of its own', async () => {
    expect(await hashPassword('a long password')).toMatch(/\$[\w+/]{22}\$[\w+/]{43}$/);
  });
  it('made at another cost still fits, at that cost alone', async () => {
    const nonce = Buffer.alloc(16, 7);
    const cost = { memory: 64, passes: 3, parallelism: 2 };
    const hash = encode(argon2Sync('argon2id', { message: 'a long password', nonce, tagLength: 24, ...cost }));
    const kept = (m: number, t: number, p: number) => `$argon2id$v=19$m=${m},t=${t},p=${p}$${encode(nonce)}$${hash}`;
    expect(await isPassword('a long password', kept(64, 3, 2))).toBe(true);
    expect(await isPassword('a long passwore', kept(64, 3, 2))).toBe(false);
    for (const [m, t, p] of [
      [65, 3, 2],
      [64, 2, 2],
      [64, 3, 1],
    ] as const)
      expect(await isPassword('a long password', kept(m, t, p))).toBe(false);
  });
  it('of no known form fits nothing, an erased one neither', async () => {
    for (const kept of [
      '',
      'erased',
      '$argon2i$v=19$m=64,t=3,p=2$AAAA$AAAA',
      'x$argon2id$v=19$m=64,t=3,p=2$AAAAAAAAAAA$AAAA',
    ])
      expect([kept, await isPassword('erased', kept)]).toEqual([kept, false]);
  });
});

describe('attempts', () => {
  const leftOf = async (db: Transaction<Tables>) =>
    (
      await sql<object>`SELECT attempts, extract(epoch FROM window_until - now())::float8 AS seconds FROM sign_in_attempts`.execute(
        db,
      )
    ).rows;
  const many = async (db: Transaction<Tables>, limit: AttemptLimit, value: string, count: number) => {
    const results: boolean[] = [];
    for (let n = 0; n < count; n += 1) results.push(await takeAttempt(db, limit, value));
    return results;
  };
  const setWindow = (db: Transaction<Tables>, offset: string) =>
    sql`UPDATE sign_in_attempts SET window_until = now() + ${offset}::interval`.execute(db);
  const empty = (db: Transaction<Tables>) => db.deleteFrom('sign_in_attempts').execute();

  it.each([
    ['an email', EMAIL_LIMIT, 5],
    ['an address', ADDRESS_LIMIT, 30],
  ])('of %s are counted for 15 minutes from the first, and its limit is exact', (_case, limit, allowed) =>
    whileTimeStands(async (db) => {
      await empty(db);
      const results = await many(db, limit, 'x', allowed + 1);
      expect(results).toEqual([...Array.from({ length: allowed }, () => true), false]);
      expect(await leftOf(db)).toEqual([{ attempts: allowed + 1, seconds: 900 }]);
      expect(await takeAttempt(db, limit, 'y')).toBe(true);
    }),
  );

  it('begin again when their window is over, not a moment before, and later ones do not lengthen it', () =>
    whileTimeStands(async (db) => {
      await empty(db);
      await many(db, EMAIL_LIMIT, 'x', 5);
      await setWindow(db, '1 second');
      expect(await takeAttempt(db, EMAIL_LIMIT, 'x')).toBe(false);
      expect(await leftOf(db)).toEqual([{ attempts: 6, seconds: 1 }]);
      await setWindow(db, '0 seconds');
      expect(await takeAttempt(db, EMAIL_LIMIT, 'x')).toBe(true);
      expect(await leftOf(db)).toEqual([{ attempts: 1, seconds: 900 }]);
    }));

  it('of an email and of an address of the same spelling are two', () =>
    whileTimeStands(async (db) => {
      await empty(db);
      await many(db, EMAIL_LIMIT, 'x', 2);
      await takeAttempt(db, ADDRESS_LIMIT, 'x');
      expect((await leftOf(db)).length).toBe(2);
      await forgetAttempts(db, EMAIL_LIMIT, 'x');
      expect(await leftOf(db)).toEqual([{ attempts: 1, seconds: 900 }]);
    }));

  it('are kept under a hash, so that the table names nobody', () =>
    whileTimeStands(async (db) => {
      await empty(db);
      await takeAttempt(db, EMAIL_LIMIT, 'jo@example.com');
      const [row] = await db.selectFrom('sign_in_attempts').select('key').execute();
      expect(row?.key).toMatch(/^[0-9a-f]{64}$/);
    }));

  it('are forgotten with every window that is over, and no other', () =>
    whileTimeStands(async (db) => {
      await empty(db);
      await takeAttempt(db, EMAIL_LIMIT, 'over');
      await setWindow(db, '0 seconds');
      await takeAttempt(db, EMAIL_LIMIT, 'other');
      await takeAttempt(db, EMAIL_LIMIT, 'third');
      await forgetAttempts(db, EMAIL_LIMIT, 'third');
      expect(await leftOf(db)).toEqual([{ attempts: 1, seconds: 900 }]);
    }));

  it('given back are one fewer of that key, and never fewer than none', () =>
    whileTimeStands(async (db) => {
      await empty(db);
      await many(db, ADDRESS_LIMIT, 'x', 2);
      await many(db, ADDRESS_LIMIT, 'y', 3);
      const counts = [];
      for (let n = 0; n < 3; n += 1) {
        await giveBackAttempt(db, ADDRESS_LIMIT, 'x');
        counts.push(
          (await db.selectFrom('sign_in_attempts').select('attempts').orderBy('attempts').execute()).map(
            ({ attempts }) => attempts,
          ),
        );
      }
      expect(counts).toEqual([
        [1, 3],
        [0, 3],
        [0, 3],
      ]);
    }));
});

describe('what a sign-in leaves behind', () => {
  const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const attempt = (email: string, password: string, address = `address of ${email}`) =>
    signIn(till.db, { email, password, address }, () => AT);
  const attemptsOf = async (): Promise<number[]> =>
    (await till.db.selectFrom('sign_in_attempts').select('attempts').orderBy('attempts').execute()).map(
      (row) => row.attempts,
    );
  const lastEntries = async (count: number) =>
    (await listAudit(till.db, 0, 10_000))
      .slice(-count)
      .map(({ actor, action, subject, detail, at }) => ({ actor, action, subject, detail, at: at.getTime() }));

  it('a right one: the person, one entry at that time, and no attempt', async () => {
    const { userId, email } = await newVisitor(till, 'analyst', 'right@example.com');
    await till.db.deleteFrom('sign_in_attempts').execute();
    await attempt(email, 'wrong');
    expect(await attemptsOf()).toEqual([1, 1]);
    expect(await attempt(email, 'correct horse battery')).toEqual({
      kind: 'signed-in',
      user: { id: userId, email, role: 'analyst' },
    });
    expect(await attemptsOf()).toEqual([1]);
    const entry = { actor: userId, subject: `user ${userId}`, detail: { role: 'analyst' }, at: AT };
    expect(await lastEntries(2)).toEqual([
      { ...entry, action: 'sign-in.refused' },
      { ...entry, action: 'sign-in' },
    ]);
  });

  it('the right password of a disabled person: refused, audited as refused, and counted', async () => {
    const { userId, email } = await newVisitor(till, 'ops', 'stopped@example.com');
    await changeUser(till.db, userId, { disabled: true });
    await till.db.deleteFrom('sign_in_attempts').execute();
    expect(await attempt(email, 'correct horse battery')).toEqual({ kind: 'refused' });
    expect(await attemptsOf()).toEqual([1, 1]);
    expect(await lastEntries(1)).toMatchObject([{ actor: userId, action: 'sign-in.refused' }]);
  });

  it('an email that nobody has: refused, counted, and no entry', async () => {
    await till.db.deleteFrom('sign_in_attempts').execute();
    const before = await lastEntries(10_000);
    expect(await attempt('nobody.at.all@example.com', 'correct horse battery')).toEqual({ kind: 'refused' });
    expect(await attemptsOf()).toEqual([1, 1]);
    expect(await lastEntries(10_000)).toEqual(before);
  });

  it('the right password from an address that tried too often: locked there, at no other, and no entry', async () => {
    const { email } = await newVisitor(till, 'ops', 'crowd@example.com');
    for (let n = 0; n < 30; n += 1) await takeAttempt(till.db, ADDRESS_LIMIT, 'crowded');
    const before = await lastEntries(10_000);
    expect(await attempt(email, 'correct horse battery', 'crowded')).toEqual({ kind: 'locked' });
    expect(await lastEntries(10_000)).toEqual(before);
    expect(await attempt(email, 'correct horse battery', 'quiet')).toMatchObject({ kind: 'signed-in' });
  });

  it('the fifth attempt may be right, the sixth may not', async () => {
    const { email } = await newVisitor(till, 'ops', 'fifth@example.com');
    for (let n = 0; n < 4; n += 1) await takeAttempt(till.db, EMAIL_LIMIT, email);
    expect(await attempt(email, 'correct horse battery')).toMatchObject({ kind: 'signed-in' });
    for (let n = 0; n < 5; n += 1) await takeAttempt(till.db, EMAIL_LIMIT, email);
    expect(await attempt(email, 'correct horse battery')).toEqual({ kind: 'locked' });
  });
});

describe('a kept session', () => {
  it('is found until its end, not at it', async () => {
    const { userId } = await newVisitor(till, 'ops', 'ends@example.com');
    await whileTimeStands(async (db) => {
      await saveSession(db, 'a', { userId, data: '{"n":1}', expiresAt: new Date(Date.now() + 60_000) });
      expect(await findSession(db, 'a')).toEqual({ n: 1 });
      expect(await findSession(db, 'b')).toBeUndefined();
      await sql`UPDATE sessions SET expires_at = now() + interval '1 second' WHERE user_id = ${userId}`.execute(db);
      expect(await findSession(db, 'a')).toEqual({ n: 1 });
      await sql`UPDATE sessions SET expires_at = now() WHERE user_id = ${userId}`.execute(db);
      expect(await findSession(db, 'a')).toBeUndefined();
    });
  });

  it('saved again has the new data and keeps its end', async () => {
    const { userId } = await newVisitor(till, 'ops', 'again@example.com');
    await whileTimeStands(async (db) => {
      await saveSession(db, 'a', { userId, data: '{"n":1}', expiresAt: new Date(4_000_000_000_000) });
      await saveSession(db, 'a', { userId, data: '{"n":2}', expiresAt: new Date(4_000_000_001_000) });
      const rows = await db
        .selectFrom('sessions')
        .select(['data', 'expires_at'])
        .where('user_id', '=', userId)
        .execute();
      expect(rows).toEqual([{ data: { n: 2 }, expires_at: new Date(4_000_000_000_000) }]);
    });
  });

  it('ends alone, with those that are over', async () => {
    const { userId } = await newVisitor(till, 'ops', 'three@example.com');
    await whileTimeStands(async (db) => {
      const data = '{}';
      for (const id of ['a', 'b', 'over'])
        await saveSession(db, id, { userId, data, expiresAt: new Date(4_000_000_000_000) });
      await sql`UPDATE sessions SET expires_at = now() WHERE id_hash = encode(sha256('over'), 'hex')`.execute(db);
      await removeSession(db, 'a');
      const { rows } = await sql<{
        mine: boolean;
      }>`SELECT id_hash = encode(sha256('b'), 'hex') AS mine FROM sessions WHERE user_id = ${userId}`.execute(db);
      expect(rows).toEqual([{ mine: true }]);
    });
  });

  const sessionsOf = (userId: string) =>
    till.db.selectFrom('sessions').selectAll().where('user_id', '=', userId).execute();

  it('lasts eight hours from signing in, as does its cookie, and use does not lengthen it', async () => {
    const visitor = await newVisitor(till, 'ops', 'hours@example.com');
    const before = Date.now();
    const answer = await visitor.signIn();
    const after = Date.now();
    const [kept] = await sessionsOf(visitor.userId);
    const hours = 8 * 3_600_000;
    expect(kept?.expires_at.getTime()).toBeGreaterThanOrEqual(before + hours);
    expect(kept?.expires_at.getTime()).toBeLessThanOrEqual(after + hours);
    const told = Date.parse(String(answer.cookies.find(({ name }) => name === 'till')?.expires));
    expect(told).toBeGreaterThanOrEqual(before + hours - 1000);
    expect(told).toBeLessThanOrEqual(after + hours);
    await visitor.get('/orders');
    expect((await sessionsOf(visitor.userId)).map((row) => row.expires_at)).toEqual([kept?.expires_at]);
  });

  it('that is over shows nothing, whatever its cookie says', async () => {
    const visitor = await signedIn(till, 'ops', 'late@example.com');
    await sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = ${visitor.userId}`.execute(
      till.db,
    );
    expect((await visitor.get('/orders')).statusCode).toBe(303);
  });

  it('of a disabled person shows nothing, even where it was left behind', async () => {
    const visitor = await signedIn(till, 'ops', 'disabled@example.com');
    await sql`UPDATE users SET disabled_at = now() WHERE id = ${visitor.userId}`.execute(till.db);
    expect((await visitor.get('/orders')).statusCode).toBe(303);
    await sql`UPDATE users SET disabled_at = NULL WHERE id = ${visitor.userId}`.execute(till.db);
    expect((await visitor.get('/orders')).statusCode).toBe(200);
  });

  it('is kept for nobody who has not signed in', async () => {
    const count = async () => (await till.db.selectFrom('sessions').selectAll().execute()).length;
    const before = await count();
    const visitor = await newVisitor(till, 'ops', 'outside@example.com');
    await visitor.get('/sign-in');
    await visitor.signIn('not the password');
    expect([await count(), visitor.cookies['till']]).toEqual([before, undefined]);
  });
});

describe('users', () => {
  it('are listed by email, also who is disabled, without their hash', async () => {
    const db = till.db;
    const made = [];
    for (const email of ['list.b@example.com', 'list.a@example.com'])
      made.push(await insertUser(db, { email, role: 'analyst', passwordHash: 'x' }));
    await changeUser(db, made[0]?.id ?? '', { disabled: true });
    const listed = (await listUsers(db)).filter(({ email }) => email.startsWith('list.'));
    const row = { role: 'analyst', created_at: expect.any(Date) };
    expect(listed).toEqual([
      { ...row, id: made[1]?.id, email: 'list.a@example.com', disabled_at: null },
      { ...row, id: made[0]?.id, email: 'list.b@example.com', disabled_at: expect.any(Date) },
    ]);
    expect(await findUser(db, made[0]?.id ?? '')).toBeUndefined();
    expect(await findUser(db, made[1]?.id ?? '')).toEqual(made[1]);
  });

  it('have one email each: a taken one makes nobody and changes nobody', async () => {
    const first = await insertUser(till.db, { email: 'once@example.com', role: 'customer', passwordHash: 'x' });
    expect(first?.id).toMatch(/^usr_[0-9a-f]{24}$/);
    expect(await insertUser(till.db, { email: 'once@example.com', role: 'admin', passwordHash: 'y' })).toBeUndefined();
    expect(await findUser(till.db, first?.id ?? '')).toEqual({
      id: first?.id,
      email: 'once@example.com',
      role: 'customer',
    });
  });

  it.each([
    ['a role', { role: 'analyst' }, { role: 'analyst' }],
    ['a hash', { passwordHash: 'new' }, { password_hash: 'new' }],
    ['being disabled', { disabled: true }, { disabled_at: expect.any(Date) }],
  ] as const)(
    '%s changes alone, for one person, and ends the sessions of that person only',
    async (what, change, expected) => {
      const [one, other] = [
        await signedIn(till, 'ops', `${what.slice(-4)}1@example.com`),
        await signedIn(till, 'ops', `${what.slice(-4)}2@example.com`),
      ];
      const rowOf = (id: string) =>
        till.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      const [before, otherBefore] = [await rowOf(one.userId), await rowOf(other.userId)];
      await changeUser(till.db, one.userId, change);
      expect(await rowOf(one.userId)).toEqual({ ...before, ...expected });
      expect(await rowOf(other.userId)).toEqual(otherBefore);
      expect([(await one.get('/orders')).statusCode, (await other.get('/orders')).statusCode]).toEqual([303, 200]);
    },
  );

  it('who are enabled again are as before', async () => {
    const { userId } = await newVisitor(till, 'ops', 'back@example.com');
    await changeUser(till.db, userId, { disabled: true });
    await changeUser(till.db, userId, { disabled: false });
    expect(await findUser(till.db, userId)).toMatchObject({ id: userId, role: 'ops' });
  });
});

describe('the permission table', () => {
  // Written out a second time, so that no role gains or loses a right by one changed word.
  const TABLE: readonly (readonly [Permission, string])[] = [
    ['orders:read', 'admin ops analyst customer'],
    ['orders:create', 'admin ops customer'],
    ['refunds:create', 'admin ops'],
    ['events:read', 'admin ops'],
    ['events:retry', 'admin ops'],
    ['issues:read', 'admin ops analyst'],
    ['issues:resolve', 'admin ops'],
    ['audit:read', 'admin ops'],
    ['analytics:read', 'admin ops analyst'],
    ['snapshots:rebuild', 'admin ops'],
    ['exports:create', 'admin ops analyst'],
    ['pii:read', 'admin ops'],
  ];

  it('has these rights and no other', () => {
    expect(TABLE.map(([name]) => name).toSorted()).toEqual(Object.keys(PERMISSIONS).toSorted());
  });

  it.each(TABLE)('%s is for %s', (permission, roles) => {
    expect(ROLES.filter((role) => mayDo(role, permission))).toEqual(roles.split(' '));
    const own = permission === 'orders:read' || permission === 'orders:create' ? ['customer'] : [];
    expect(ROLES.filter((role) => isOwnOnly(role, permission))).toEqual(own);
  });

  it('knows four roles', () => {
    const words = [...ROLES, 'owner', ''];
    expect(words.map((word) => roleSchema.safeParse(word).success)).toEqual([true, true, true, true, false, false]);
  });

  it.each([
    ['her own', 'jo@example.com', [true, true, true, true]],
    ['her own in other letters', 'Jo@Example.com', [true, true, true, true]],
    ['that of another', 'ho@example.com', [true, true, true, false]],
    ['one of nobody', null, [true, true, true, false]],
  ])('an order that is %s is shown to whom it may be', (_case, customer_email, expected) => {
    const seen = ROLES.map((role) => maySeeOrder({ id: 'usr_1', email: 'jo@example.com', role }, { customer_email }));
    expect(seen).toEqual(expected);
  });
});

describe('the secret of sessions', () => {
  const secrets = ['abcdefghij'.repeat(5), 'klmnopqrst'.repeat(5)] as const;
  const statusWith = async (url: string, cookies: Record<string, string>, environment: Record<string, string>) => {
    const app = await openTillApp(url, environment);
    const { statusCode } = await app.app.inject({ url: '/orders', cookies });
    await app.close();
    return statusCode;
  };
  it('may be the previous one, in the time of its change, and no other', async () => {
    const url = await postgres.fresh();
    const before = await openTillApp(url, { SESSION_SECRET: secrets[0] });
    const { cookies } = await signedIn(before, 'ops');
    await before.close();
    expect(await statusWith(url, cookies, { SESSION_SECRET: secrets[0] })).toBe(200);
    expect(await statusWith(url, cookies, { SESSION_SECRET: secrets[1], SESSION_SECRET_PREVIOUS: secrets[0] })).toBe(
      200,
    );
    expect(await statusWith(url, cookies, { SESSION_SECRET: secrets[1] })).toBe(401);
  });

  it('signs with the new one', async () => {
    const url = await postgres.fresh();
    const now = { SESSION_SECRET: secrets[1], SESSION_SECRET_PREVIOUS: secrets[0] };
    const app = await openTillApp(url, now);
    const { cookies } = await signedIn(app, 'ops');
    await app.close();
    expect(await statusWith(url, cookies, { SESSION_SECRET: secrets[1] })).toBe(200);
  });
});

describe('the sign-in form', () => {
  const send = (fields: Record<string, string>, remoteAddress: string) =>
    till.app.inject({
      method: 'POST',
      url: '/sign-in',
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      remoteAddress,
    });
  const form = { email: 'form@example.com', password: 'x' };

  it.each([
    ['an email of 1000 characters', { ...form, email: 'x'.repeat(1000) }, 401],
    ['an email of 1001 characters', { ...form, email: 'x'.repeat(1001) }, 400],
    ['a password of 1000 characters', { ...form, password: 'x'.repeat(1000) }, 401],
    ['a password of 1001 characters', { ...form, password: 'x'.repeat(1001) }, 400],
    ['a place of 2000 characters', { ...form, next: `/${'x'.repeat(1999)}` }, 401],
    ['a place of 2001 characters', { ...form, next: `/${'x'.repeat(2000)}` }, 400],
    ['no email', { password: 'x' }, 400],
    ['no password', { email: 'form@example.com' }, 400],
  ])('with %s', async (_case, fields, status) => {
    await till.db.deleteFrom('sign_in_attempts').execute();
    expect((await send(fields, '10.7.0.1')).statusCode).toBe(status);
  });

  it('takes 30 sends a minute from one address, whatever is in them; another address is free', async () => {
    const statuses = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await send({}, '10.7.0.2')).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 400), 429]);
    expect((await send({}, '10.7.0.2')).json().error.code).toBe('too_many_requests');
    expect((await send({}, '10.7.0.3')).statusCode).toBe(400);
    expect(await till.till.metrics.text([])).toContain('till_sign_ins_total{result="limited"} 2');
  });

  it('says so when it is locked, and how long', async () => {
    await till.db.deleteFrom('sign_in_attempts').execute();
    for (let n = 0; n < 5; n += 1) await takeAttempt(till.db, EMAIL_LIMIT, 'form@example.com');
    const answer = await send(form, '10.7.0.4');
    expect([answer.statusCode, answer.body.includes('Too many attempts. Try again in 15 minutes.')]).toEqual([
      429,
      true,
    ]);
  });

  it('goes on to where somebody wanted to be, and keeps that place after a wrong password', async () => {
    const visitor = await newVisitor(till, 'ops', 'wanted@example.com');
    const next = '/orders?q=ord_1';
    const asked = await visitor.get(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(asked.body).toContain(`name="next" value="${next}"`);
    const wrong = await visitor.post('/sign-in', { email: visitor.email, password: 'wrong', next });
    expect(wrong.body).toContain(`name="next" value="${next}"`);
    const right = await visitor.post('/sign-in', { email: visitor.email, password: 'correct horse battery', next });
    expect([right.statusCode, right.headers.location]).toEqual([303, next]);
    const start = await visitor.get('/');
    expect([start.statusCode, start.headers.location]).toEqual([303, '/orders']);
  });

  it('takes an email in any case, with blanks around it', async () => {
    const visitor = await newVisitor(till, 'ops', 'letters@example.com');
    const answer = await visitor.post('/sign-in', {
      email: ' Letters@EXAMPLE.com ',
      password: 'correct horse battery',
    });
    expect(answer.statusCode).toBe(303);
  });
});

describe('signing out', () => {
  it('is audited and leads to the form', async () => {
    const visitor = await signedIn(till, 'ops', 'out@example.com');
    const answer = await visitor.post('/sign-out');
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/sign-in']);
    const [entry] = (await listAudit(till.db, 0, 10_000)).slice(-1);
    expect(entry).toMatchObject({
      actor: visitor.userId,
      action: 'sign-out',
      subject: `user ${visitor.userId}`,
      detail: {},
    });
    expect(await till.db.selectFrom('sessions').selectAll().where('user_id', '=', visitor.userId).execute()).toEqual(
      [],
    );
  });
});
