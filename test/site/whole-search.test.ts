import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isWhole, mendSearch } from '../../src/site/whole-search-node.ts';

let site = '';
const said: string[] = [];
const entry = () => path.join(site, 'pagefind/pagefind-entry.json');

beforeEach(() => {
  site = mkdtempSync(path.join(os.tmpdir(), 'search-'));
  writeFileSync(
    path.join(site, 'index.html'),
    '<html lang="en"><body><h1>Refunds</h1><p>Money goes back.</p></body></html>',
  );
  mkdirSync(path.join(site, 'pagefind'));
  said.length = 0;
});
afterEach(() => rmSync(site, { recursive: true }));

const done = () => mendSearch(site, (words) => said.push(words));

test.each([
  ['is empty', ''],
  ['is cut off', '{"version":"1.5.2","lang'],
])('an index whose entry %s is written again', async (_, text) => {
  writeFileSync(entry(), text);
  await done();
  expect(said).toEqual([expect.stringContaining('written again')]);
  expect(isWhole(path.join(site, 'pagefind'))).toBe(true);
  expect(JSON.parse(readFileSync(entry(), 'utf8')).languages.en.page_count).toBe(1);
});

test('an index that is whole is left as it is', async () => {
  writeFileSync(entry(), '{"version":"whole"}');
  await done();
  expect([said, readFileSync(entry(), 'utf8')]).toEqual([[], '{"version":"whole"}']);
});

test('an empty file beside the entry is not whole either', () => {
  writeFileSync(entry(), '{"version":"whole"}');
  writeFileSync(path.join(site, 'pagefind/pagefind.en.pf_meta'), '');
  expect(isWhole(path.join(site, 'pagefind'))).toBe(false);
});
