import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/service/audit/audit-pg.ts';
import { PERMISSIONS } from '../../src/service/auth/permissions.ts';
import { EXPORT_KINDS, findExportKind } from '../../src/service/exports/export-kind.ts';
import { runExport } from '../../src/service/exports/run-export-pg.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { signedIn } from '../support/visitor.ts';
import { till as command } from '../support/program.ts';

let postgres: TestPostgres;
let till: TillApp;
let url: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  url = await postgres.fresh();
  till = await openTillApp(url);
});
afterAll(async () => {
  await till.close();
  await postgres.stop();
});

const kindOf = (name: string) => {
  const kind = findExportKind(name);
  if (kind === undefined) throw new Error(name);
  return kind;
};
const request = { kind: kindOf('orders'), period: {}, pii: true, actor: 'usr_x' };
const now = () => Date.now();
const audited = async () =>
  (await listAudit(till.db))
    .filter((entry) => entry.action.startsWith('export'))
    .map(({ action, subject, detail }) => ({ action, subject, detail }));
const order = (id: string, more: object = {}) =>
  till.db
    .insertInto('orders')
    .values({ id, amount_minor: 100, currency: 'gbp', ...more })
    .execute();

describe('exports', () => {
  it('neutralise formulas and keep separators, quotes and new lines inside their cell', async () => {
    const cells = [
      '=1+1',
      '+1',
      '-1',
      '@x',
      '\t=1',
      ' =1',
      '\n=1',
      '＝1',
      'a,b',
      'say "x"',
      'two\nlines',
      'plain',
      'Ünï',
    ];
    for (const [index, customer_email] of cells.entries())
      await order(`ord_${String(index).padStart(2, '0')}`, { customer_email, created_at: new Date(index) });
    const csv = await readAll((await runExport(till.till.db, request, now)).stream);
    const got = readCsv(csv)
      .slice(1)
      .map((row) => row[4]);
    expect(got).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@x",
      "'\t=1",
      "' =1",
      "'\n=1",
      "'＝1",
      'a,b',
      'say "x"',
      'two\nlines',
      'plain',
      'Ünï',
    ]);
  });

  it('hide personal data from who may not see it, and tell the audit the filter and the rows', async () => {
    const period = { from: new Date(5), to: new Date(8) };
    const csv = await readAll((await runExport(till.till.db, { ...request, period, pii: false }, now)).stream);
    expect(readCsv(csv).map((row) => row[4])).toEqual(['customer_email', 'hidden', 'hidden', 'hidden']);
    await expect.poll(audited).toContainEqual({
      action: 'export.done',
      subject: 'export orders',
      detail: { from: '1970-01-01T00:00:00.005Z', to: '1970-01-01T00:00:00.008Z', pii: false, rows: 3 },
    });
  });

  it('a reader that leaves is audited as broken off and frees its place', async () => {
    await sql`INSERT INTO orders (id, amount_minor, currency) SELECT 'ord_many' || n, 5, 'gbp' FROM generate_series(1, 60000) AS n`.execute(
      till.db,
    );
    const exports = [await runExport(till.till.db, request, now), await runExport(till.till.db, request, now)];
    await expect(runExport(till.till.db, request, now)).rejects.toThrow('other exports are running');
    for (const { stream } of exports) stream.destroy();
    await expect.poll(async () => (await audited()).filter(({ action }) => action === 'export.broken').length).toBe(2);
    expect((await readAll((await runExport(till.till.db, request, now)).stream)).length).toBeGreaterThan(1_000_000);
  });

  it('every kind runs as the application', async () => {
    for (const kind of EXPORT_KINDS) {
      const [head] = readCsv(await readAll((await runExport(till.till.db, { ...request, kind }, now)).stream));
      expect(head).toEqual(kind.columns.map((column) => column.name));
      await pause(20);
    }
  });

  it('in the desk: with emails for ops, without for the analyst', async () => {
    const period = { from: '1970-01-01', to: '1970-01-02' };
    const ops = await signedIn(till, 'ops');
    await ops.get('/exports');
    const file = await ops.post('/exports/orders', period);
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="orders-1970-01-01_1970-01-02.csv"',
    });
    expect(file.body).toContain('a,b');
    const analyst = await signedIn(till, 'analyst');
    await analyst.get('/exports');
    const masked = await analyst.post('/exports/orders', period);
    expect([masked.body.includes('hidden'), masked.body.includes('a,b')]).toEqual([true, false]);
    expect((await ops.post('/exports/none')).statusCode).toBe(404);
    expect((await ops.post('/exports/orders', { from: '2026-02-30' })).statusCode).toBe(400);
    expect((await ops.post('/exports/orders', { from: '2026-02-02', to: '2026-02-01' })).statusCode).toBe(400);
  });

  it('on the command line: CSV on stdout, personal data only when asked for', async () => {
    const environment = { DATABASE_URL: url };
    const words = 'export orders --from 1970-01-01 --to 1970-01-02';
    const hidden = await command(words, environment);
    expect([hidden.code, readCsv(hidden.stdout).length, hidden.stdout.includes('plain')]).toEqual([0, 14, false]);
    expect((await command(`${words} --pii`, environment)).stdout).toContain('plain');
    const wrong = await command('export users', environment);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('one of orders')]);
  });
});

describe('a cell', () => {
  const cells: readonly (readonly [string, string, boolean])[] = [
    ['an equals sign', '=1', true],
    ['a plus', '+1', true],
    ['a minus', '-1', true],
    ['an at sign', '@x', true],
    ['a tab', '\tx', true],
    ['a carriage return', '\rx', true],
    ['a new line', '\nx', true],
    ['a bar', '|x', true],
    ['a wide equals sign', '\uff1d1', true],
    ['a wide plus', '\uff0b1', true],
    ['a wide minus', '\uff0d1', true],
    ['a wide at sign', '\uff20x', true],
    ['blanks before an equals sign', '  =1', true],
    ['a hard blank before an equals sign', '\u00a0=1', true],
    ['a letter', 'a=1', false],
    ['a digit', '1+1', false],
    ['an apostrophe', "'=1", false],
    ['blanks before a letter', '  a', false],
    ['nothing', '', false],
  ];
  let written: string[][];
  let own: TillApp;
  beforeAll(async () => {
    own = await openTillApp(await postgres.fresh());
    for (const [index, [, customer_email]] of cells.entries())
      await own.db
        .insertInto('orders')
        .values({ id: `ord_${index}`, amount_minor: 1, currency: 'gbp', customer_email, created_at: new Date(index) })
        .execute();
    // A file with bare carriage returns is read by the same few rules.
    written = readCsv(await readAll((await runExport(own.till.db, request, now)).stream)).slice(1);
  });
  afterAll(() => own.close());

  it.each(cells.map(([what, text, guarded], index) => ({ what, text, guarded, index })))(
    'that begins with $what is guarded: $guarded',
    ({ text, guarded, index }) => {
      expect(written[index]?.[4]).toBe(guarded ? `'${text}` : text);
    },
  );
});

describe('what an export holds', () => {
  const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  let own: TillApp;
  beforeAll(async () => {
    own = await openTillApp(await postgres.fresh());
    await sql`INSERT INTO orders (id, status, amount_minor, currency, customer_email, created_at, paid_at) VALUES
      ('ord_a', 'paid', 2000, 'gbp', 'jo@example.com', '2026-01-01T00:00:00Z', '2026-01-01T10:00:00.000001Z'),
      ('ord_c', 'pending', 500, 'jpy', NULL, '2026-01-01T23:59:59.999999Z', NULL),
      ('ord_b', 'pending', 600, 'eur', '', '2026-01-01T23:59:59.999999Z', NULL),
      ('ord_d', 'canceled', 700, 'usd', 'al@example.com', '2026-01-02T00:00:00Z', NULL)`.execute(own.db);
    await sql`INSERT INTO payments (payment_key, order_id, amount_minor, currency, paid_at) VALUES
      ('pi_2', 'ord_b', 600, 'eur', '2026-01-02T00:00:00Z'), ('pi_1', 'ord_a', 2000, 'gbp', '2026-01-01T00:00:00Z')`.execute(
      own.db,
    );
    await sql`INSERT INTO refunds (id, order_id, payment_key, amount_minor, currency, status, reason, failure_reason, refunded_at, event_created, event_rank) VALUES
      ('re_2', 'ord_a', 'pi_1', 1, 'gbp', 'failed', NULL, 'lost_or_stolen_card', '2026-01-02T00:00:00Z', 1, 1),
      ('re_1', 'ord_a', 'pi_1', 500, 'gbp', 'succeeded', 'duplicate', NULL, '2026-01-01T00:00:00Z', 1, 1)`.execute(
      own.db,
    );
    const second = Date.UTC(2026, 0, 1) / 1000;
    await sql`INSERT INTO subscriptions (id, customer, status, currency, event_created, event_rank, event_id, state) VALUES
      ('sub_2', 'cus_2', 'canceled', 'usd', ${second + 86_400}::int8, 1, 'evt_2', '{}'),
      ('sub_1', 'cus_1', 'active', 'gbp', ${second}::int8, 1, 'evt_1', '{}')`.execute(own.db);
  });
  afterAll(() => own.close());

  const dump = async (name: string, more: object = {}) => {
    const { stream, ended } = await runExport(own.till.db, { ...request, kind: kindOf(name), ...more }, () => AT);
    const csv = await readAll(stream);
    await ended;
    return csv;
  };
  const day = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-02T00:00:00Z') };

  const FILES: readonly (readonly [string, readonly string[]])[] = [
    [
      'orders',
      [
        'id,status,amount_minor,currency,customer_email,created_at,paid_at',
        'ord_a,paid,2000,gbp,jo@example.com,2026-01-01T00:00:00.000000Z,2026-01-01T10:00:00.000001Z',
        'ord_b,pending,600,eur,"",2026-01-01T23:59:59.999999Z,',
        'ord_c,pending,500,jpy,,2026-01-01T23:59:59.999999Z,',
        'ord_d,canceled,700,usd,al@example.com,2026-01-02T00:00:00.000000Z,',
      ],
    ],
    [
      'payments',
      [
        'payment_key,order_id,amount_minor,currency,paid_at',
        'pi_1,ord_a,2000,gbp,2026-01-01T00:00:00.000000Z',
        'pi_2,ord_b,600,eur,2026-01-02T00:00:00.000000Z',
      ],
    ],
    [
      'refunds',
      [
        'id,order_id,payment_key,amount_minor,currency,status,reason,failure_reason,refunded_at',
        're_1,ord_a,pi_1,500,gbp,succeeded,duplicate,,2026-01-01T00:00:00.000000Z',
        're_2,ord_a,pi_1,1,gbp,failed,,lost_or_stolen_card,2026-01-02T00:00:00.000000Z',
      ],
    ],
    [
      'subscriptions',
      [
        'id,customer,status,currency,event_at',
        'sub_1,cus_1,active,gbp,2026-01-01T00:00:00.000000Z',
        'sub_2,cus_2,canceled,usd,2026-01-02T00:00:00.000000Z',
      ],
    ],
  ];

  it('there are these kinds and no other', () => {
    expect(EXPORT_KINDS.map(({ name }) => name)).toEqual(FILES.map(([name]) => name));
  });

  it.each(FILES)('%s: every column of every row, in order', async (name, lines) => {
    expect(await dump(name)).toBe(`${lines.join('\n')}\n`);
  });

  it.each(FILES)('%s: a period has its begin and not its end', async (name, lines) => {
    const inside = lines.filter((line, index) => index === 0 || !/^(?:ord_d|pi_2|re_2|sub_2)/.test(line));
    expect(await dump(name, { period: day })).toBe(`${inside.join('\n')}\n`);
    expect(await dump(name, { period: { to: day.to } })).toBe(`${inside.join('\n')}\n`);
    const later = lines.filter((line, index) => index === 0 || /^(?:ord_d|pi_2|re_2|sub_2)/.test(line));
    expect(await dump(name, { period: { from: day.to } })).toBe(`${later.join('\n')}\n`);
  });

  it('without the right to see people, an email is hidden, and one that is missing stays missing', async () => {
    const emails = readCsv(await dump('orders', { pii: false })).map((row) => row[4]);
    expect(emails).toEqual(['customer_email', 'hidden', 'hidden', '', 'hidden']);
  });

  it('the audit has its begin and its end, each with who, what, filter and time', async () => {
    const before = (await listAudit(own.db)).length;
    await dump('payments', { period: { from: day.from }, actor: 'usr_7', pii: true });
    const entries = (await listAudit(own.db)).slice(before);
    const filter = { from: '2026-01-01T00:00:00.000Z', to: null, pii: true };
    const who = { actor: 'usr_7', subject: 'export payments', at: new Date(AT) };
    expect(entries).toMatchObject([
      { ...who, action: 'export.begin', detail: filter },
      { ...who, action: 'export.done', detail: { ...filter, rows: 2 } },
    ]);
    expect(entries[0]?.detail).toEqual(filter);
  });

  it('one cannot write, and ends by itself after ten minutes', async () => {
    const setting = (name: string) => ({ name, sql: `current_setting('${name}')`, kind: 'plain' as const });
    const columns = [setting('transaction_read_only'), setting('statement_timeout')];
    const kind = { ...kindOf('orders'), from: '(VALUES (1)) AS one (id)', key: 'id', columns };
    const { stream, ended } = await runExport(own.till.db, { ...request, kind }, now);
    expect((await readAll(stream)).split('\n')[1]).toBe('on,10min');
    await ended;
  });

  it('one that cannot begin makes room again', async () => {
    const orders = kindOf('orders');
    for (let n = 0; n < 3; n += 1) {
      const { stream, ended } = await runExport(own.till.db, { ...request, kind: { ...orders, from: 'nowhere' } }, now);
      await expect(readAll(stream)).rejects.toThrow();
      await ended;
    }
    expect((await dump('orders')).length).toBeGreaterThan(0);
  });

  it.each([
    ['no period', {}, 'orders.csv'],
    ['a begin', { from: '2026-01-01' }, 'orders-2026-01-01.csv'],
    ['an end', { to: '2026-01-02', from: '' }, 'orders-2026-01-02.csv'],
    ['a day', { from: '2026-01-01', to: '2026-01-02' }, 'orders-2026-01-01_2026-01-02.csv'],
  ])('a file from the desk with %s is named for it and is kept by nobody between', async (what, form, name) => {
    const visitor = await signedIn(own, 'ops', `${what.replaceAll(' ', '.')}@example.com`);
    await visitor.get('/exports');
    const file = await visitor.post('/exports/orders', form);
    expect([file.statusCode, file.headers['content-disposition'], file.headers['cache-control']]).toEqual([
      200,
      `attachment; filename="${name}"`,
      'no-store',
    ]);
  });

  it.each([
    ['a day of no length', { from: '2026-01-01', to: '2026-01-01' }, 'the begin must be before the end'],
    ['a begin after its end', { from: '2026-01-02', to: '2026-01-01' }, 'the begin must be before the end'],
    ['a day that is none', { from: '2026-13-01' }, 'must be a date such as 2026-11-01'],
    ['an end that is none', { to: 'x' }, 'must be a date such as 2026-11-01'],
  ])('the desk refuses %s, in words', async (what, form, words) => {
    const visitor = await signedIn(own, 'ops', `${what.replaceAll(' ', '-')}@example.com`);
    await visitor.get('/exports');
    const answer = await visitor.post('/exports/orders', form);
    expect([answer.statusCode, answer.body.includes(words)]).toEqual([400, true]);
  });

  it('the desk says beforehand whether files will hold personal data', async () => {
    const pages = [];
    for (const role of ['ops', 'analyst'] as const)
      pages.push((await (await signedIn(own, role, `told-${role}@example.com`)).get('/exports')).body);
    const open = pages.map((page) => page.includes('Your files hold personal data.'));
    const hidden = pages.map((page) => page.includes('personal data is replaced by the word hidden'));
    expect([open, hidden]).toEqual([
      [true, false],
      [false, true],
    ]);
    for (const [name] of FILES) expect(pages[1]).toContain(`action="/exports/${name}"`);
  });

  it('the desk makes ten files a minute for one address', async () => {
    const visitor = await signedIn(own, 'ops', 'often@example.com');
    await visitor.get('/exports');
    const statuses = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await visitor.post('/exports/none')).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), 429]);
  });
});

/** Reads RFC 4180 by its own few rules. */
function readCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const match of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n|$)/g)) {
    const [whole, quoted, bare = '', end] = match;
    if (whole === '' && end === '') break;
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

it('the page of governance names the roles that may export, and no other', () => {
  const page = readFileSync('content/governance.mdx', 'utf8');
  const named = /^Exports are for ([^.]+)\./m.exec(page)?.[1]?.split(/, | and /);
  expect(named).toEqual(PERMISSIONS['exports:create'].roles);
});

it('each text that the database does not hold to a form is guarded', async () => {
  const { rows: checks } = await sql<{ table: string; definition: string }>`
    SELECT conrelid::regclass::text AS "table", pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace`.execute(till.db);
  const { rows: columns } = await sql<{ name: string }>`
    SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'text'`.execute(till.db);
  const texts = new Set(columns.map(({ name }) => name));
  const isHeld = (table: string, column: string) =>
    checks.some((one) => one.table === table && new RegExp(`\\b${column}\\b`).test(one.definition));
  const bare = EXPORT_KINDS.flatMap(({ name, from, columns: exported }) =>
    exported.flatMap(({ sql: column, kind }) =>
      kind === 'plain' && texts.has(`${from}.${column}`) && !isHeld(from, column) ? [`${name}: ${column}`] : [],
    ),
  );
  expect(EXPORT_KINDS.flatMap(({ columns: exported }) => exported)).not.toEqual([]);
  expect(bare).toEqual([]);
});
