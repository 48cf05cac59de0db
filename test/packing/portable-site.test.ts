import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BundleFile } from '../../src/engine/index.ts';
import { buildPortableSite } from '../../src/packing/build-site-node.ts';
import { portablePage } from '../../src/packing/portable-page.ts';
import { readFolder } from '../../src/packing/read-folder-fs.ts';
import { launchBrowser } from '../../src/fixtures/launch-browser.ts';
import { provedSample, type Project } from '../support/site-sample.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'portable-site-'));
let sample: Project;
let site: readonly BundleFile[];
let browser: Browser;

beforeAll(async () => {
  sample = await provedSample();
  site = await buildPortableSite(readFolder(sample.root).filter((file) => !file.path.startsWith('proofs/.run/')));
  for (const { path: name, bytes } of site) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await sample.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('every page opens from disk: no error, styles loaded, every link and file there', async () => {
  const pages = site.map((file) => file.path).filter((name) => name.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(8);
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
  page.on('console', (said) => said.type() === 'error' && errors.push(`${page.url()}: ${said.text()}`));
  page.on('requestfailed', (request) => errors.push(`${page.url()}: ${request.url()}`));
  page.on(
    'request',
    (request) => !/^(?:file|data|blob):/.test(request.url()) && errors.push(`left the disk: ${request.url()}`),
  );
  for (const name of pages) {
    await page.goto(address(name), { waitUntil: 'load' });
    expect(await page.evaluate(`getComputedStyle(document.body).getPropertyValue('--sl-color-bg')`), name).not.toBe('');
    errors.push(...(await brokenHere(page)));
  }
  expect(errors).toEqual([]);
  await page.close();
}, 120_000);

test('the matrix filters by text and sorts', async () => {
  const page = await browser.newPage();
  await page.goto(address('site/matrix/index.html'));
  await page.getByLabel('Containing').fill('duplicate event');
  const shown = () => page.locator('tr.row:visible').evaluateAll((rows) => rows.map((row) => row.id));
  expect(await shown()).toEqual(['A-1', 'A-2']);
  await page.getByLabel('Containing').fill('');
  await page.locator('input[value=failing]').check();
  expect((await shown()).length).toBeLessThan(8);
  const verdict = page.getByRole('columnheader', { name: 'Verdict' });
  await verdict.getByRole('button').click();
  expect(await verdict.getAttribute('aria-sort')).toBe('ascending');
  expect(await page.getByText('Search needs npm start').count()).toBe(1);
  await page.close();
});

test('a proof is read from its page: the sidebar, the proof, what it printed', async () => {
  const page = await browser.newPage();
  await page.goto(address('site/index.html'));
  await page.locator('nav a', { hasText: 'Proofs' }).first().click();
  expect(page.url()).toBe(address('site/proofs/index.html'));
  await page.locator('main a[href*="forged-signature"]').first().click();
  expect(page.url()).toBe(address('site/proofs/forged-signature/index.html'));
  const raw = await page.locator('a[href$="forged-signature.txt"]').first().getAttribute('href');
  expect(readFileSync(path.join(folder, 'site/proofs/forged-signature', raw ?? ''), 'utf8')).toBe(
    readFileSync(path.join(sample.root, 'proofs/forged-signature.txt'), 'utf8'),
  );
  await page.close();
});

test.each([
  ['a/b.html', '<a href="/">', '<a href="../index.html">'],
  ['index.html', '<a href="/x/?a=b#c">', '<a href="./x/index.html?a=b#c">'],
  ['a/b/c.html', '<img src="/x.svg">', '<img src="../../x.svg">'],
  ['a.html', '<a href="//host/x">', '<a href="//host/x">'],
  ['a.html', '<a href="#x">', '<a href="#x">'],
  ['a.html', '<p>&lt;a href="/x/"></p>', '<p>&lt;a href="/x/"></p>'],
  ['a.html', `<script>x = '<a href="/x/">'</script>`, `<script>x = '<a href="/x/">'</script>`],
])('in %s %s becomes %s', (file, html, expected) => {
  expect(portablePage(file, html).html).toBe(expected);
});

const address = (name: string): string => pathToFileURL(path.join(folder, name)).href;

/** Links and images of the open page that lead to no file of the site, or to no heading of it. */
async function brokenHere(page: Page): Promise<string[]> {
  const links = await page.locator('[href], [src]').evaluateAll((nodes) =>
    nodes.map((node) => {
      const link = node.getAttribute('href') ?? node.getAttribute('src') ?? '';
      return new URL(link, node.ownerDocument.baseURI).href;
    }),
  );
  const ids = new Map(site.map((file) => [address(file.path), Buffer.from(file.bytes).toString('utf8')]));
  return [...new Set(links)].flatMap((link) => {
    const { protocol, hash } = new URL(link);
    if (protocol !== 'file:') return [];
    const html = ids.get(link.replace(/[?#].*$/s, ''));
    const anchor = decodeURIComponent(hash.slice(1));
    const isThere = html !== undefined && (anchor === '' || anchor === '_top' || html.includes(`id="${anchor}"`));
    return isThere ? [] : [`${page.url()} → ${link}`];
  });
}
