import { text as readAll } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/service/audit/audit-pg.ts';
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
