import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PERMISSIONS, ROLES } from '../../src/service/auth/permissions.ts';
import { COMMANDS } from '../../src/service/commands/table.ts';
import { configFields } from '../../src/service/config.ts';
import { inventoryRows } from '../../src/service/db/classification.ts';
import { JOBS } from '../../src/service/jobs/job-table.ts';
import { NEEDED } from '../../src/service/read-config.ts';
import { parseAlerts } from '../../src/tables/alerts.ts';
import { alertsTable } from '../../src/tables/alerts-table.ts';
import { code, words } from '../../src/tables/cells.ts';
import { checkTables } from '../../src/tables/check-tables.ts';
import { commandsTable } from '../../src/tables/commands-table.ts';
import { environmentTable } from '../../src/tables/environment-table.ts';
import { fillRegions } from '../../src/tables/fill-regions.ts';
import { findRegions } from '../../src/tables/find-regions.ts';
import { inventoryTable } from '../../src/tables/inventory-table.ts';
import { jobsTable } from '../../src/tables/jobs-table.ts';
import { markdownTable } from '../../src/tables/markdown-table.ts';
import { readRoutes } from '../../src/tables/read-routes.ts';
import { routesTable } from '../../src/tables/routes-table.ts';
import type { Table } from '../../src/tables/table.ts';
import { checkTablesOf } from '../../src/tables/tables-fs.ts';

const root = path.join(import.meta.dirname, '../..');
const begin = (name: string): string => `{/* generated: ${name} */}`;
const END = '{/* end generated */}';
const region = (name: string, ...lines: readonly string[]): string => [begin(name), ...lines, END].join('\n');
const TABLES = new Map([['t', ['| a |', '|---|', '| b |']]]);
const check = (text: string, file = 'content/p.mdx') =>
  checkTables([{ file, text }], TABLES).findings.map((one) => `${one.file}:${one.line} ${one.words}`);

test('every generated table of the repository says what the code says', async () => {
  const { regions, findings } = await checkTablesOf(root);
  expect(findings.map(({ file, line, words }) => `${file}:${line} ${words}`)).toEqual([]);
  expect(regions).toBeGreaterThanOrEqual(13);
});

describe('regions', () => {
  test('one that agrees has no finding, and is left as it is', () => {
    const text = `x\n\n${region('t', '', '| a |', '|---|', '| b |', '')}\n`;
    expect(check(text)).toEqual([]);
    expect(fillRegions(text, findRegions('content/p.mdx', text).regions, TABLES)).toBe(text);
  });

  test.each([
    ['a changed cell', ['', '| a |', '|---|', '| c |', ''], 5],
    ['a line too many', ['', '| a |', '|---|', '| b |', '| c |', ''], 6],
    ['a line too few', ['', '| a |', '|---|', ''], 5],
    ['nothing', [], 2],
  ])('%s is found at its line, and mended', (_claim, lines, line) => {
    const text = region('t', ...lines);
    expect(check(text)).toEqual([`content/p.mdx:${line} the table t is not what the code says; run npm run tables`]);
    const mended = fillRegions(text, findRegions('content/p.mdx', text).regions, TABLES);
    expect(check(mended)).toEqual([]);
  });

  test('two regions of one page are both mended', () => {
    const text = `${region('t')}\n\nbetween\n\n${region('t', 'x')}\n`;
    const mended = fillRegions(text, findRegions('content/p.mdx', text).regions, TABLES);
    expect(check(mended)).toEqual([]);
    expect(mended).toContain('\n\nbetween\n\n');
  });

  test('marks of HTML in Markdown', () => {
    expect(check('<!-- generated: t -->\n\n| a |\n|---|\n| b |\n\n<!-- end generated -->\n', 'README.md')).toEqual([]);
  });

  test.each([
    ['an unknown name', region('u'), 'content/p.mdx:1 there is no table u; npm run tables -- --list names all'],
    ['a region without an end', `a\n\n${begin('t')}\n`, 'content/p.mdx:3 the region of table t is not closed'],
    ['a begin in a region', `${begin('t')}\n\n${region('t')}`, 'content/p.mdx:1 the region of table t is not closed'],
    ['an end alone', `a\n\n${END}\n`, 'content/p.mdx:3 a region ends here that did not begin'],
    ['a table that no page shows', 'text\n', 'content:1 no page shows the table t'],
    ['a mark that is only an example', `\`\`\`mdx\n${region('t')}\n\`\`\`\n`, 'content:1 no page shows the table t'],
  ])('%s is a finding', (_claim, text, finding) => {
    expect(check(text)).toContain(finding);
  });
});

describe('a change in the code changes its table', () => {
  const routes = async () => routesTable(await readRoutes(), { roles: ROLES, rules: PERMISSIONS });
  const rowOf = (table: Table, first: string): readonly string[] | undefined =>
    table.rows.find(([cell]) => cell === first);

  test('a setting', () => {
    const before = environmentTable(configFields(), NEEDED);
    expect(rowOf(before, '`DATABASE_URL`')?.slice(3)).toEqual(['demo, production', 'yes']);
    expect(rowOf(before, '`PORT`')?.slice(2)).toEqual(['`3000`', '', 'no']);
    const renamed = configFields().map((one) => (one.name === 'PORT' ? { ...one, name: 'LISTEN_PORT' } : one));
    expect(environmentTable(renamed, NEEDED)).not.toEqual(before);
  });

  test('a route, by role', async () => {
    const table = await routes();
    expect(table.columns.slice(-4)).toEqual(['admin', 'ops', 'analyst', 'customer']);
    expect(rowOf(table, '`GET /orders/:id`')).toEqual([
      '`GET /orders/:id`',
      '`orders:read`',
      'no',
      'yes',
      'yes',
      'yes',
      'own',
    ]);
    expect(rowOf(table, '`GET /audit`')?.slice(2)).toEqual(['no', 'yes', 'yes', 'no', 'no']);
    expect(rowOf(table, '`GET /healthz`')?.slice(1)).toEqual(['nothing', 'yes', 'yes', 'yes', 'yes', 'yes']);
    expect(table.rows.length).toBeGreaterThan(20);
    const more = [...(await readRoutes()), { method: 'GET', url: '/new', access: 'public' as const }];
    expect(routesTable(more, { roles: ROLES, rules: PERMISSIONS }).rows.length).toBe(table.rows.length + 1);
  });

  test('a column, a command, a job and an alert', () => {
    const rows = inventoryRows();
    expect(inventoryTable(rows.slice(1))).not.toEqual(inventoryTable(rows));
    expect(rowOf(inventoryTable(rows), '`orders.customer_email`')?.[1]).toBe('yes');
    expect(commandsTable(COMMANDS).rows.length).toBe(COMMANDS.length);
    expect(jobsTable(JOBS).rows.map(([name]) => name)).toEqual(JOBS.map(({ name }) => `\`${name}\``));
    const rule =
      'groups: [{rules: [{alert: A, expr: "x > 1", labels: {severity: page}, annotations: {summary: s, runbook: /r/}}]}]';
    expect(alertsTable(parseAlerts(rule)).rows).toEqual([
      ['`A`', 's', '`x > 1`', 'at once', 'page', '[what to do](/r/)'],
    ]);
    expect(() => parseAlerts('groups: [{rules: [{alert: A}]}]')).toThrow();
  });
});

describe('cells', () => {
  test.each([
    ['a | b', String.raw`a \| b`],
    ['{x} <y> a_b *c*', String.raw`\{x\} \<y\> a\_b \*c\*`],
    ['set `a|b` to SOME_NAME', 'set `a\\|b` to `SOME_NAME`'],
    ['two\nlines', 'two lines'],
  ])('%j', (text, cell) => expect(words(text)).toBe(cell));

  test('an empty cell is no code', () => expect(code('')).toBe(''));

  test('a table as Markdown', () => {
    expect(markdownTable({ columns: ['a', 'b'], rows: [['1', '']] })).toEqual(['| a | b |', '|---|---|', '| 1 | |']);
  });
});
