import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../src/service/db/database-admin.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { signature } from '../support/signed.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { signedIn } from '../support/visitor.ts';

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

const post = (payload: object | string, headers = {}) =>
  till.app.inject({ method: 'POST', url: '/api/orders', payload, headers });

describe('health', () => {
  it('is healthy and ready', async () => {
    expect((await till.app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await till.app.inject('/readyz')).json()).toMatchObject({ status: 'ready', reasons: [] });
  });

  it('is not ready before the migrations, and names them', async () => {
    const bare = await openTillApp(await createDatabase(postgres.url, 'bare'));
    const answer = await bare.app.inject('/readyz');
    expect([answer.statusCode, answer.json().reasons[0]]).toEqual([503, 'migration 0001-events is pending']);
    await bare.close();
  });

  it('is not ready without its database, but healthy', async () => {
    const lost = await openTillApp('postgres://app:pw@127.0.0.1:1/none');
    const answer = await lost.app.inject('/readyz');
    expect([answer.statusCode, answer.json().reasons[0]]).toEqual([503, expect.stringContaining('does not answer')]);
    expect((await lost.app.inject('/healthz')).statusCode).toBe(200);
    await lost.close();
  });
});

describe('orders', () => {
  it('creates a pending order under an id of its own', async () => {
    const answer = await post({ amount_minor: 2000, currency: 'GBP', email: 'jo@example.com' });
    const expected = {
      id: expect.stringMatching(/^ord_[0-9a-f]{24}$/),
      status: 'pending',
      amount_minor: 2000,
      currency: 'gbp',
      customer_email: 'jo@example.com',
    };
    expect([answer.statusCode, answer.json()]).toMatchObject([201, expected]);
  });

  it('takes an id once', async () => {
    const order = { id: 'ord_mine', amount_minor: 1, currency: 'jpy' };
    expect((await post(order)).statusCode).toBe(201);
    const again = await post(order);
    expect([again.statusCode, again.json().error.code]).toEqual([409, 'order-exists']);
  });

  it.each([
    ['an amount of 0', { amount_minor: 0, currency: 'gbp' }],
    ['a fraction', { amount_minor: 1.5, currency: 'gbp' }],
    ['an amount as text', { amount_minor: '2000', currency: 'gbp' }],
    ['more than eight digits', { amount_minor: 100_000_000, currency: 'gbp' }],
    ['no such currency', { amount_minor: 1, currency: 'xyz' }],
    ['an id of another kind', { id: "ord_'; --", amount_minor: 1, currency: 'gbp' }],
    ['no email', { amount_minor: 1, currency: 'gbp', email: 'nobody' }],
    ['an unknown field', { amount_minor: 1, currency: 'gbp', status: 'paid' }],
    ['a list', []],
  ])('refuses %s', async (_case, body) => {
    const answer = await post(body);
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { error: { code: 'bad_request', message: expect.any(String) } },
    ]);
  });

  it('refuses a form, which a foreign page could send', async () => {
    expect((await post('amount_minor=1', { 'content-type': 'text/plain' })).statusCode).toBe(415);
  });
});

describe('access', () => {
  it('does not start with a route that names no access level', async () => {
    const app = await openTillApp('postgres://app:pw@127.0.0.1:1/none');
    expect(() => app.app.get('/open', async () => 'open')).toThrow('GET /open names no access level');
    await app.close();
  });

  it.each([{ remoteAddress: '10.0.0.9' }, { headers: { 'x-forwarded-for': '10.0.0.9' } }])(
    'figures and orders without a session are for programs on this machine, not for %j',
    async (from) => {
      const metrics = await till.app.inject({ method: 'GET', url: '/metrics', ...from });
      expect([metrics.statusCode, metrics.json().error.code]).toEqual([403, 'forbidden']);
      const payload = { amount_minor: 1, currency: 'gbp' };
      const order = await till.app.inject({ method: 'POST', url: '/api/orders', payload, ...from });
      expect([order.statusCode, order.json().error.code]).toEqual([401, 'not_signed_in']);
    },
  );

  it('figures are for who bears the token, wherever they are, and for nobody with another', async () => {
    const token = 'figures.'.repeat(5);
    const app = await openTillApp('postgres://app:pw@127.0.0.1:1/none', { METRICS_TOKEN: token });
    const ask = async (authorization: string) =>
      (await app.app.inject({ url: '/metrics', remoteAddress: '10.0.0.9', headers: { authorization } })).statusCode;
    for (const wrong of ['', 'Bearer ', `Bearer ${token}x`, token, 'Bearer undefined'])
      expect([wrong, await ask(wrong)]).toEqual([wrong, 403]);
    expect(await ask(`Bearer ${token}`)).not.toBe(403);
    await app.close();
  });

  it('answers every failure in one shape with the safe headers', async () => {
    const answers = await Promise.all(['/none', '/webhooks/stripe', '/%zz'].map((url) => till.app.inject(url)));
    expect(answers.map((answer) => answer.statusCode)).toEqual([404, 405, 400]);
    for (const answer of answers)
      expect(answer.json()).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
    expect(answers[0]?.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });
});

/** Numbers that look random and are the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state;
  }
}

describe('bad input', () => {
  it('10,000 strange requests give no 5xx', async () => {
    const random = numbers(7);
    const pick = <T>(list: readonly T[]): T => {
      const value = list[random.next().value % list.length];
      if (value === undefined) throw new Error('nothing to pick from');
      return value;
    };
    const bytes = () => Buffer.from(Array.from({ length: random.next().value % 60 }, () => random.next().value % 256));
    const whole = {
      id: 'evt_f',
      object: 'event',
      type: 'customer.subscription.updated',
      created: 1,
      data: { object: {} },
    };
    const values = [
      null,
      true,
      0,
      -1,
      1e308,
      '',
      '\u0000',
      '\uD800',
      [],
      {},
      '__proto__',
      { __proto__: null },
      'x'.repeat(5000),
      9e15,
    ];
    const twisted = () =>
      JSON.stringify({
        ...whole,
        id: `evt_${random.next().value}`,
        [pick(['id', 'type', 'created', 'account', 'livemode', 'data', 'x'])]: pick(values),
      });
    const object = () =>
      JSON.stringify({
        ...whole,
        id: `evt_${random.next().value}`,
        type: pick(['payment_intent.succeeded', 'checkout.session.completed', 'customer.subscription.created']),
        data: {
          object: {
            id: pick(values),
            metadata: pick(values),
            currency: pick(values),
            status: 'active',
            items: pick(values),
            amount_received: 1,
          },
        },
      });
    const words = values.map((value) => (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value)));
    const more = ['2026-02-30', 'gbp', '1e3', "'; --", '%', '../..'];
    const text = () => encodeURIComponent(pick([...words, ...more, bytes().toString('latin1')]));
    const form = () =>
      `${pick(['key', 'amount', 'reason', 'from', 'to', 'email', 'password', 'sure'])}=${text()}&from=${text()}&reason=${text()}`;
    const visitor = await signedIn(till, 'admin', 'fuzz@example.com');
    const token = /name="csrf" value="([^"]+)"/.exec((await visitor.get('/orders')).body)?.[1] ?? '';
    const bad: unknown[] = [];
    for (let n = 0; n < 10_000; n += 1) {
      const payload = pick<() => string | Buffer>([bytes, twisted, object])();
      const url = pick([
        '/webhooks/stripe',
        '/webhooks/stripe',
        '/webhooks/stripe',
        '/api/orders',
        `/api/orders/${text()}`,
        `/orders?q=${text()}&status=${text()}&before=${text()}`,
        `/orders/${text()}`,
        `/orders/${text()}/refunds`,
        `/events/${text()}/retry`,
        `/events?status=${text()}`,
        `/issues/${text()}/resolve`,
        `/audit?before=${text()}`,
        `/analytics?days=${text()}`,
        `/snapshots/${text()}/${text()}`,
        '/snapshots/rebuild',
        `/exports/${text()}`,
        '/exports/orders',
        `/sign-in?next=${text()}`,
        '/sign-in',
        `/${bytes()
          .toString('latin1')
          .replaceAll(/[\s\0]/g, '')}`,
        '/webhooks/stripe/',
        '//',
        '/../x',
        '/%00',
        '/readyz?x=%zz',
      ]);
      const headers = {
        'stripe-signature': signature(payload),
        'content-type': pick(['application/json', 'text/plain', 'x', 'application/x-www-form-urlencoded']),
        'x-csrf-token': token,
        accept: pick(['text/html', '*/*']),
      };
      const { cookies } = visitor;
      const body = headers['content-type'] === 'application/x-www-form-urlencoded' ? form() : payload;
      const answer = await till.app.inject({
        method: pick(['POST', 'POST', 'GET', 'PUT']),
        url,
        payload: body,
        headers,
        cookies,
        remoteAddress: `10.9.${n % 250}.${(n >> 8) % 250}`,
      });
      if (answer.statusCode >= 500) bad.push([url, payload.toString(), answer.statusCode, answer.body]);
    }
    expect(bad).toEqual([]);
    expect(await till.db.selectFrom('stripe_events').select('id').where('status', '=', 'parked').execute()).not.toEqual(
      [],
    );
    expect((await visitor.get('/orders')).statusCode).toBe(200);
  }, 120_000);
});
