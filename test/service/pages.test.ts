import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit, listAudit } from '../../src/service/audit/audit-pg.ts';
import { ROLES } from '../../src/service/auth/permissions.ts';
import { chartView } from '../../src/service/web/views/chart.ts';
import { moneyText, timeView } from '../../src/service/web/views/format.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { signedIn, type Visitor } from '../support/visitor.ts';

let postgres: TestPostgres;
let till: TillApp;
let people: Record<(typeof ROLES)[number], Visitor>;
beforeAll(async () => {
  postgres = await startTestPostgres();
  till = await openTillApp(await postgres.fresh());
  const [admin, ops, analyst, customer] = [
    await signedIn(till, 'admin'),
    await signedIn(till, 'ops'),
    await signedIn(till, 'analyst'),
    await signedIn(till, 'customer'),
  ];
  people = { admin, ops, analyst, customer };
});
afterAll(async () => {
  await till.close();
  await postgres.stop();
});

const textOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
/** The cells of every row of a page, as words. */
const rowsOf = (body: string): string[][] =>
  [...body.matchAll(/<tr>(.*?)<\/tr>/gs)]
    .map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => textOf(cell)))
    .filter((cells) => cells.length > 0);
const AT = new Date('2026-01-02T03:04:59.999Z');
const TIME = '2026-01-02 03:04';
const decoded = (text: string | undefined) => text?.replaceAll('&amp;', '&');
const nextOf = (body: string) => decoded(/<a href="([^"]+)" rel="next"/.exec(body)?.[1]);
const insertOrders = (count: number, prefix: string) =>
  sql`INSERT INTO orders (id, amount_minor, currency, created_at)
    SELECT ${prefix} || lpad(n::text, 3, '0'), 100, 'gbp', 'epoch'::timestamptz + n * interval '1 second' FROM generate_series(1, ${count}::int) AS n`.execute(
    till.db,
  );

describe('an amount', () => {
  it.each([
    [2000, 'gbp', '20.00 GBP'],
    [5, 'gbp', '0.05 GBP'],
    [0, 'usd', '0.00 USD'],
    [-150, 'eur', '-1.50 EUR'],
    [123_456_789, 'gbp', '1,234,567.89 GBP'],
    [500, 'jpy', '500 JPY'],
    [1234, 'kwd', '1.234 KWD'],
  ])('of %i in %s is %s', (amount, currency, text) => {
    expect(moneyText(amount, currency)).toBe(text);
  });
});

describe('a time', () => {
  it('is in UTC, to the minute; a missing one is a dash', async () => {
    expect([await timeView(AT)].join('')).toBe('<time datetime="2026-01-02T03:04:59.999Z">2026-01-02 03:04</time>');
    expect(textOf([await timeView(null)].join(''))).toBe('–');
  });
});

describe('a chart', () => {
  const points = [0, 100, 50].map((amountMinor, index) => ({ day: `2026-01-0${index + 1}`, amountMinor }));
  it('has its peak at the top, nothing at the bottom, and says both ends and the peak', async () => {
    const svg = [await chartView('MRR in GBP', points, 'gbp')].join('');
    expect(svg).toContain('points="96.0,210.0 404.0,16.0 712.0,113.0"');
    expect(svg).toContain('aria-label="MRR in GBP: 0.00 GBP on 2026-01-01, 0.50 GBP on 2026-01-03, at most 1.00 GBP"');
    expect([...svg.matchAll(/text-anchor="end"\s*>([^<]+)</g)].map(([, text]) => text)).toEqual([
      '0.00 GBP',
      '0.25 GBP',
      '0.50 GBP',
      '0.75 GBP',
      '1.00 GBP',
      '2026-01-03',
    ]);
  });
  it('of one day, of nothing, and of no day', async () => {
    expect([await chartView('x', points.slice(1, 2), 'gbp')].join('')).toContain('points="96.0,16.0"');
    expect([await chartView('x', points.slice(0, 1), 'gbp')].join('')).toContain('points="96.0,210.0"');
    expect([await chartView('x', [], 'gbp')].join('')).toContain('No snapshot yet.');
  });
});

describe('a page', () => {
  it.each(ROLES)('shows %s who is signed in, the areas of the role, and which is open', async (role) => {
    const { body } = await people[role].get('/orders?q=none');
    const areas = {
      admin: ['/orders', '/issues', '/events', '/analytics', '/snapshots', '/exports', '/audit'],
      ops: ['/orders', '/issues', '/events', '/analytics', '/snapshots', '/exports', '/audit'],
      analyst: ['/orders', '/issues', '/analytics', '/snapshots', '/exports'],
      customer: ['/orders'],
    };
    const nav = /<nav.*?<\/nav>/s.exec(body)?.[0] ?? '';
    expect([...nav.matchAll(/href="([^"]+)"/g)].map(([, path]) => path)).toEqual(areas[role]);
    expect([...nav.matchAll(/href="([^"]+)"\s+aria-current="page"/g)].map(([, path]) => path)).toEqual(['/orders']);
    expect(body).toContain(`<span>${role}@example.com <small>${role}</small></span>`);
    expect(body).toContain('<meta name="robots" content="noindex" />');
    expect(body).toContain('<title>Orders · Till</title>');
  });

  it('for nobody has no area and no way out', async () => {
    const { body } = await till.app.inject('/sign-in');
    expect([body.includes('<nav'), body.includes('/sign-out'), body.includes('name="csrf"')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('the orders', () => {
  beforeAll(async () => {
    await sql`INSERT INTO orders (id, status, amount_minor, currency, customer_email, created_at, paid_at) VALUES
      ('ord_x1', 'part_refunded', 2000, 'gbp', 'customer@example.com', ${AT}, ${AT}), ('ord_x2', 'pending', 500, 'jpy', NULL, ${AT}, NULL)`.execute(
      till.db,
    );
    await sql`INSERT INTO payments (payment_key, order_id, amount_minor, currency, paid_at) VALUES ('pi_x', 'ord_x1', 2000, 'gbp', ${AT})`.execute(
      till.db,
    );
    await sql`INSERT INTO refunds (id, order_id, payment_key, amount_minor, currency, status, reason, failure_reason, refunded_at, event_created, event_rank) VALUES
      ('re_x1', 'ord_x1', 'pi_x', 500, 'gbp', 'succeeded', 'requested_by_customer', NULL, ${AT}, 1, 1),
      ('re_x2', 'ord_x1', 'pi_x', 100, 'gbp', 'failed', NULL, 'expired_or_canceled_card', ${AT}, 1, 1)`.execute(
      till.db,
    );
  });

  it.each([
    ['ops', 'customer@example.com', 'Id or email begins with'],
    ['analyst', 'hidden', 'Id begins with'],
  ] as const)('%s sees each with the email as %s', async (role, email, label) => {
    const { body } = await people[role].get('/orders?q=ord_x');
    expect(rowsOf(body)).toEqual([
      ['ord_x2', 'pending', '500 JPY', '–', TIME, '–'],
      ['ord_x1', 'part refunded', '20.00 GBP', email, TIME, TIME],
    ]);
    expect(textOf(body)).toContain(label);
  });

  it('a customer sees their own, whatever is asked for', async () => {
    for (const query of ['', '?q=ord_x', '?status=part_refunded', '?q=customer@'])
      expect([query, rowsOf((await people.customer.get(`/orders${query}`)).body).map(([id]) => id)]).toEqual([
        query,
        query === '?q=customer@' ? [] : ['ord_x1'],
      ]);
  });

  it('a customer sees none of one whose email begins like theirs, or fits it as a pattern', async () => {
    await sql`INSERT INTO orders (id, status, amount_minor, currency, customer_email, created_at) VALUES
      ('ord_own', 'pending', 1, 'gbp', 'J_@Mail.example', ${AT}), ('ord_fits', 'pending', 1, 'gbp', 'jo@mail.example', ${AT}),
      ('ord_longer', 'pending', 1, 'gbp', 'j_@mail.example.net', ${AT})`.execute(till.db);
    const { body } = await (await signedIn(till, 'customer', 'j_@mail.example')).get('/orders');
    await sql`DELETE FROM orders WHERE id IN ('ord_own', 'ord_fits', 'ord_longer')`.execute(till.db);
    expect(rowsOf(body).map(([id]) => id)).toEqual(['ord_own']);
  });

  it('are filtered by state, which stays chosen; an unknown one is refused', async () => {
    const { body } = await people.ops.get('/orders?status=part_refunded&q=%20ord_x%20');
    expect(rowsOf(body).map(([id]) => id)).toEqual(['ord_x1']);
    expect([...body.matchAll(/<option value="([^"]*)"\s+selected/g)].map(([, state]) => state)).toEqual([
      'part_refunded',
    ]);
    const options = [...body.matchAll(/<option value="([^"]*)"/g)].map(([, state]) => state);
    expect(options).toEqual(['', 'pending', 'paid', 'part_refunded', 'refunded', 'canceled']);
    expect((await people.ops.get('/orders?status=lost')).statusCode).toBe(400);
  });

  it.each([
    [50, undefined],
    [51, '/orders?q=ord_n51_&status=pending&before=ord_n51_002'],
  ])('%i of them: 50 on a page, and then a way on that keeps the search', async (count, next) => {
    await insertOrders(count, `ord_n${count}_`);
    const { body } = await people.ops.get(`/orders?q=ord_n${count}_&status=pending`);
    expect([rowsOf(body).length, nextOf(body)]).toEqual([50, next]);
    if (next === undefined) return;
    const second = (await people.ops.get(next)).body;
    expect([rowsOf(second).map(([id]) => id), nextOf(second)]).toEqual([['ord_n51_001'], undefined]);
  });

  it.each([
    ['q', 254],
    ['before', 64],
  ])('take %s of %i signs and no more', async (name, length) => {
    const statuses = [];
    for (const signs of [length, length + 1])
      statuses.push((await people.ops.get(`/orders?${name}=${'a'.repeat(signs)}`)).statusCode);
    expect(statuses).toEqual([200, 400]);
  });

  it('one shows its facts and its refunds, and what is left to whom may refund it', async () => {
    const page = async (role: 'admin' | 'ops' | 'analyst' | 'customer', path = '/orders/ord_x1') =>
      (await people[role].get(path)).body;
    const body = await page('ops');
    expect(textOf(/<dl class="facts">.*?<\/dl>/s.exec(body)?.[0] ?? '')).toBe(
      `State part refunded Amount 20.00 GBP Customer customer@example.com Created (UTC) ${TIME} Paid (UTC) ${TIME}`,
    );
    expect(rowsOf(body)).toEqual([
      ['re_x1', 'succeeded', '5.00 GBP', 'requested by customer', '–', TIME],
      ['re_x2', 'failed', '1.00 GBP', '–', 'expired or canceled card', TIME],
    ]);
    expect(body).toContain('15.00 GBP can be refunded.');
    expect(body).toMatch(/name="amount"[^>]* value="1500"/);
    expect(body).toMatch(/name="key" value="[0-9a-f-]{36}"/);
    const keys = [body, await page('ops')].map((text) => /name="key" value="([^"]+)"/.exec(text)?.[1]);
    expect(new Set(keys).size).toBe(2);
    const offered = [];
    for (const role of ROLES) offered.push((await page(role)).includes('can be refunded'));
    expect(offered).toEqual([true, true, false, false]);
    expect((await page('ops', '/orders/ord_x2')).includes('can be refunded')).toBe(false);
    expect(textOf(await page('analyst'))).toContain('Customer hidden');
    const notices = [];
    for (const query of ['', '?refunded=1', '?refunded=2'])
      notices.push((await page('ops', `/orders/ord_x1${query}`)).includes('Stripe has taken the refund.'));
    expect(notices).toEqual([false, true, false]);
  });

  it.each([
    ['nothing', { amount: '' }, 'amount must be a whole number of minor units'],
    ['zero', { amount: '0' }, 'amount must be a whole number of minor units'],
    ['a number with a zero before it', { amount: '05' }, 'amount must be a whole number of minor units'],
    ['a fraction', { amount: '1.5' }, 'amount must be a whole number of minor units'],
    ['nine digits', { amount: '123456789' }, 'amount must be a whole number of minor units'],
    ['an amount that is not confirmed', { sure: 'no' }, 'sure must be confirmed'],
    ['a reason that is unknown', { reason: 'because' }, 'That refund could not be read.'],
    ['one unit more than is left', { amount: '1501' }, 'more than the 1500 that are left'],
  ])('a refund of %s is refused in words, and nothing is asked of Stripe', async (_case, change, words) => {
    await people.ops.get('/orders/ord_x1');
    const form = { key: '0'.repeat(32), amount: '1', reason: 'duplicate', sure: 'yes', ...change };
    const answer = await people.ops.post('/orders/ord_x1/refunds', form);
    const alert = textOf(/<p class="fault" role="alert">.*?<\/p>/s.exec(answer.body)?.[0] ?? '');
    expect([answer.statusCode, alert]).toEqual([409, expect.stringContaining(words)]);
    expect(await till.db.selectFrom('refund_requests').selectAll().where('status', '!=', 'refused').execute()).toEqual(
      [],
    );
  });
});

describe('the audit', () => {
  it('has a hundred entries on a page, newest first, without the hash of erasable words', async () => {
    const app = await openTillApp(await postgres.fresh());
    const ops = await signedIn(app, 'ops');
    const note = { actor: 'usr_1', action: 'issue.resolve', subject: 'issue iss_1', detail: { kind: 'x', rows: 2 } };
    await app.db.transaction().execute(async (one) => {
      for (let n = 2; n <= 100; n += 1) await appendAudit(one, note, AT);
    });
    const first = (await ops.get('/audit')).body;
    expect([rowsOf(first).length, nextOf(first)]).toEqual([100, undefined]);
    expect(rowsOf(first)[0]).toEqual(['100', TIME, 'usr_1', 'issue.resolve', 'issue iss_1', 'kind x, rows 2']);
    await app.db.transaction().execute((one) => appendAudit(one, { ...note, personal: { how: 'Jo' } }, AT));
    const second = (await ops.get('/audit')).body;
    expect(rowsOf(second)[0]).toEqual(['101', TIME, 'usr_1', 'issue.resolve', 'issue iss_1', 'kind x, rows 2']);
    expect([rowsOf(second).length, nextOf(second)]).toEqual([100, '/audit?before=2']);
    const last = (await ops.get('/audit?before=2')).body;
    expect([rowsOf(last).map(([seq]) => seq), nextOf(last)]).toEqual([['1'], undefined]);
    const statuses = [];
    for (const before of ['1', '0', '-1', '1.5', 'x'])
      statuses.push((await ops.get(`/audit?before=${before}`)).statusCode);
    expect(statuses).toEqual([200, 400, 400, 400, 400]);
    await app.close();
  });
});

describe('the events', () => {
  const insert = (id: string, status: string, error: string | null = null) =>
    sql`INSERT INTO stripe_events (id, body, type, created, livemode, status, error, attempts, duplicates, received_at)
      VALUES (${id}, '{}', 'invoice.paid', 1, false, ${status}, ${error}, 3, 2, ${AT})`.execute(till.db);
  beforeAll(async () => {
    for (const status of ['stored', 'processed', 'ignored']) await insert(`evt_${status}`, status);
    await insert('evt_parked', 'parked', 'no order ord_1');
  });

  it('are shown by state, and a parked one can be tried again', async () => {
    for (const state of ['stored', 'processed', 'ignored', 'parked']) {
      const { body } = await people.ops.get(`/events?status=${state}`);
      const [why, retry] = state === 'parked' ? ['no order ord_1', 'Try evt_parked again'] : ['–', ''];
      expect(rowsOf(body)).toEqual([[`evt_${state}`, 'invoice.paid', state, why, '3', '2', TIME, retry]]);
      expect([...body.matchAll(/<option value="([^"]*)"\s+selected/g)].map(([, chosen]) => chosen)).toEqual([state]);
    }
    expect(rowsOf((await people.ops.get('/events')).body).length).toBe(4);
    expect((await people.ops.get('/events?status=lost')).statusCode).toBe(400);
    expect((await people.ops.get('/events?done=parked')).body).toContain('Tried again: parked.');
    expect((await people.ops.get('/events')).body).not.toContain('Tried again');
  });

  it('that are not open are not tried again', async () => {
    await people.ops.get('/events');
    for (const id of ['evt_processed', 'evt_none'])
      expect([id, (await people.ops.post(`/events/${id}/retry`)).statusCode]).toEqual([id, 404]);
  });

  it('are the newest two hundred', async () => {
    await sql`INSERT INTO stripe_events (id, body, type, created, livemode, status, received_at)
      SELECT 'evt_n' || n, '{}', 'x', 1, false, 'ignored', 'epoch'::timestamptz + n * interval '1 second' FROM generate_series(1, 201) AS n`.execute(
      till.db,
    );
    const ids = rowsOf((await people.ops.get('/events?status=ignored')).body).map(([id]) => id);
    expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([200, 'evt_ignored', 'evt_n201', 'evt_n3']);
  });
});

describe('the issues', () => {
  const insert = (id: string) =>
    sql`INSERT INTO issues (id, key, kind, subject, detail, at, opened_at, seen_at)
      VALUES (${id}, ${id}, 'payment_missing', 'pi_9', '{"stripe":"20.00 gbp","till":null,"order":null}', now(), ${AT}, now())`.execute(
      till.db,
    );
  beforeAll(async () => {
    for (const id of ['iss_1', 'iss_2', 'iss_3']) await insert(id);
  });
  const resolve = async (id: string, reason: string) => {
    await people.ops.get('/issues');
    return people.ops.post(`/issues/${id}/resolve`, { reason });
  };

  it('show what differs, and a form to whom may resolve', async () => {
    const cells = ['iss_1', 'open', 'payment missing', 'pi_9', '20.00 gbp', 'nothing', TIME, '–'];
    const analyst = rowsOf((await people.analyst.get('/issues')).body);
    expect(analyst.find(([id]) => id === 'iss_1')).toEqual(cells);
    const ops = rowsOf((await people.ops.get('/issues')).body);
    expect(ops.find(([id]) => id === 'iss_1')).toEqual([...cells, 'Reason, for iss_1 Resolve']);
  });

  it('are resolved with a reason of 1 to 300 characters, by whom and how, and then have no form', async () => {
    for (const reason of ['', '   ', 'x'.repeat(301)]) expect((await resolve('iss_1', reason)).statusCode).toBe(400);
    const done = await resolve('iss_1', `  ${'x'.repeat(300)}  `);
    expect([done.statusCode, done.headers.location]).toEqual([303, '/issues?done=1']);
    expect((await resolve('iss_2', 'y')).statusCode).toBe(303);
    const { body } = await people.ops.get('/issues?done=1');
    expect(body).toContain('The issue is resolved.');
    expect((await people.ops.get('/issues')).body).not.toContain('The issue is resolved.');
    const rows = rowsOf(body);
    expect(rows.map(([id, state]) => [id, state])).toEqual([
      ['iss_3', 'open'],
      ...rows.slice(1).map(([id]) => [id, 'resolved']),
    ]);
    expect(rows.find(([id]) => id === 'iss_1')?.slice(-2)).toEqual([`${'x'.repeat(300)} (${people.ops.userId})`, '']);
    expect((await resolve('iss_1', 'again')).statusCode).toBe(404);
    expect((await resolve('iss_none', 'x')).statusCode).toBe(404);
  });
});

describe('the figures', () => {
  beforeAll(async () => {
    await sql`INSERT INTO snapshots (day, currency, version, mrr, gross, committed, arr, active, new, churned, unpriced, refunds, gross_revenue, digest, reason, created_at)
      SELECT '2026-06-30'::date - n, 'gbp', 1, 100 + n, 200, 300, 1200, 4, 5, 6, 7, 800, 900, 'd', 'daily', ${AT} FROM generate_series(0, 399) AS n`.execute(
      till.db,
    );
    await sql`INSERT INTO snapshots (day, currency, version, mrr, gross, committed, arr, active, new, churned, unpriced, refunds, gross_revenue, digest, reason, created_at)
      VALUES ('2026-06-30', 'gbp', 2, 5000, 200, 300, 60000, 4, 5, 6, 7, 800, 900, 'e', 'a late event', ${AT})`.execute(
      till.db,
    );
  });

  it.each([
    ['?days=30', 30],
    ['?days=90', 90],
    ['?days=365', 365],
    ['', 90],
  ])('of a span%s are those of its last days', async (query, days) => {
    const { body } = await people.analyst.get(`/analytics${query}`);
    expect(body).toContain(`Figures of ${days} days in GBP`);
    expect(rowsOf(body).length).toBe(days);
    expect(rowsOf(body)[0]).toEqual([
      '2026-06-30',
      '50.00 GBP',
      '2.00 GBP',
      '3.00 GBP',
      '4',
      '5',
      '6',
      '8.00 GBP',
      '9.00 GBP',
    ]);
    expect(textOf(/<dl class="facts">.*?<\/dl>/s.exec(body)?.[0] ?? '')).toBe(
      'MRR on 2026-06-30 50.00 GBP ARR 600.00 GBP Active subscriptions 4',
    );
    expect([...body.matchAll(/<option value="([^"]*)"\s+selected/g)].map(([, span]) => span)).toEqual([String(days)]);
  });

  it('of another span are refused', async () => {
    for (const days of ['31', '0', '-30', 'x'])
      expect((await people.analyst.get(`/analytics?days=${days}`)).statusCode).toBe(400);
  });

  it('have versions, and a form to whom may compute them again', async () => {
    const analyst = (await people.analyst.get('/snapshots')).body;
    const ops = (await people.ops.get('/snapshots')).body;
    expect([analyst.includes('/snapshots/rebuild'), ops.includes('/snapshots/rebuild')]).toEqual([false, true]);
    expect([rowsOf(ops).length, rowsOf(ops)[0]]).toEqual([
      90,
      ['GBP', '2026-06-30', '50.00 GBP', '2', 'a late event', TIME],
    ]);
    const { body } = await people.analyst.get('/snapshots/2026-06-30/gbp');
    expect(body).toContain('aria-label="Versions, newest first"');
    const versions = rowsOf(body);
    expect(versions.map((row) => row.slice(0, 4))).toEqual([
      ['2', 'a late event', TIME, '50.00 GBP'],
      ['1', 'daily', TIME, '1.00 GBP'],
    ]);
    const statuses = [];
    for (const path of ['2026-06-30/usd', '2027-01-01/gbp', '2026-02-30/gbp', '2026-06-30/GBP', '2026-06-30/gb'])
      statuses.push((await people.analyst.get(`/snapshots/${path}`)).statusCode);
    expect(statuses).toEqual([404, 404, 400, 400, 400]);
    const notices = [];
    for (const made of ['0', '1', '2'])
      notices.push(/Computed again; [^<]*/.exec((await people.ops.get(`/snapshots?made=${made}`)).body)?.[0]);
    expect(notices).toEqual([
      'Computed again; 0 new versions.',
      'Computed again; 1 new version.',
      'Computed again; 2 new versions.',
    ]);
    expect((await people.ops.get('/snapshots')).body).not.toContain('Computed again');
  });

  it('are computed again for dates alone, ten times a minute', async () => {
    await people.ops.get('/snapshots');
    const statuses = [];
    for (let n = 0; n < 11; n += 1)
      statuses.push((await people.ops.post('/snapshots/rebuild', { from: '2026-02-30', to: '2026-03-01' })).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429]);
  });

  it('are computed again for who asks, who is led back with their number', async () => {
    const app = await openTillApp(await postgres.fresh());
    const ops = await signedIn(app, 'ops');
    await ops.get('/snapshots');
    const answer = await ops.post('/snapshots/rebuild', { from: '2026-03-01', to: '2026-03-02' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/snapshots?made=0']);
    const entry = (await listAudit(app.db)).at(-1);
    expect([entry?.actor, entry?.action]).toEqual([ops.userId, 'snapshot.rebuild']);
    await app.close();
  });
});

describe('refunds', () => {
  it('are asked for thirty times a minute from one address', async () => {
    const visitor = await signedIn(till, 'ops', 'refunds@example.com');
    const statuses = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await visitor.post('/orders/ord_none/refunds')).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 404), 429]);
  });
});
