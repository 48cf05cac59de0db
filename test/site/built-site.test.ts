import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FileSystemConfigLoader, HtmlValidate, esmResolver } from 'html-validate';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { glob } from 'node:fs/promises';
import { serveSite, type ServedSite } from '../../scripts/site-serve.ts';
import { loadSiteModel, type SiteModel } from '../../src/engine/index.ts';
import { accessibilityProblems } from '../support/axe.ts';
import { brokenLinks } from '../support/broken-links.ts';
import { launchBrowser } from '../../src/fixtures/launch-browser.ts';
import { buildSite, type BuiltSite } from '../support/build-site.ts';
import { provedSample, type Project } from '../support/site-sample.ts';

const repository = path.resolve(import.meta.dirname, '../..');

const KINDS = [
  ['home', '/'],
  ['a page with proofs', '/webhooks/'],
  ['a page of hostile text', '/hostile/'],
  ['the matrix', '/matrix/'],
  ['the status', '/status/'],
  ['the list of proofs', '/proofs/'],
  ['a proof', '/proofs/duplicate-event/'],
  ['a proof of hostile text', '/proofs/hostile-output/'],
  ['a proof without evidence', '/proofs/never-run/'],
  ['no such page', '/no-such-page/'],
] as const;

let sample: Project;
let built: BuiltSite;
let site: ServedSite;
let browser: Browser;
let model: SiteModel;

beforeAll(async () => {
  [sample, browser] = await Promise.all([provedSample(), launchBrowser()]);
  [built, model] = await Promise.all([buildSite(sample.root), loadSiteModel(sample.root)]);
  site = await serveSite({ dir: built.dir, host: '127.0.0.1', port: 0 });
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await built?.remove();
  await sample?.remove();
});

async function opened(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(site.url + address, { waitUntil: 'load' });
  return page;
}

const evidence = (name: string) => readFile(path.join(sample.root, 'proofs', name), 'utf8');

describe('every page', () => {
  for (const [kind, address] of KINDS) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${kind} has no accessibility problem when ${colorScheme}`, async () => {
        const page = await opened(address, { colorScheme });
        expect(await accessibilityProblems(page)).toEqual([]);
        await page.context().close();
      });
    }

    test(`${kind} fits a screen of 360 pixels`, async () => {
      const page = await opened(address, { viewport: { width: 360, height: 740 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      await page.context().close();
    });
  }

  test('has a title, a description and an icon, and asks no other host for anything', async () => {
    for (const [, address] of KINDS) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const foreign: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(site.url)) foreign.push(request.url());
      });
      await page.goto(site.url + address, { waitUntil: 'load' });
      expect(foreign).toEqual([]);
      expect(await page.title()).toMatch(/ \| Proofroom$/);
      expect(await page.locator('meta[name=description]').getAttribute('content')).toBeTruthy();
      expect(await page.locator('link[rel~=icon]').getAttribute('href')).toBe('/favicon.svg');
      await context.close();
    }
  });

  test('is valid HTML', async () => {
    const validator = new HtmlValidate(
      new FileSystemConfigLoader(
        [esmResolver()],
        JSON.parse(await readFile(path.join(repository, '.htmlvalidate.json'), 'utf8')),
      ),
    );
    const files = await Array.fromAsync(glob('**/*.html', { cwd: built.dir }));
    expect(files.length).toBeGreaterThanOrEqual(11);
    const report = await validator.validateMultipleFiles(files.map((file) => path.join(built.dir, file)));
    expect(
      report.results.flatMap(({ filePath, messages }) =>
        messages.map(({ line, message }) => `${filePath}:${line} ${message}`),
      ),
    ).toEqual([]);
  });

  test('links only to places that exist', async () => {
    expect(await brokenLinks(built.dir)).toEqual([]);
  });
});

describe('home', () => {
  test('shows the figures of the model', async () => {
    const page = await opened('/');
    const figures = await page
      .locator('[data-figure]')
      .evaluateAll((nodes) => nodes.map((node) => [node.getAttribute('data-figure'), Number(node.textContent)]));
    const held = model.proofs.filter(({ state }) => state === 'held');
    expect(Object.fromEntries(figures)).toEqual({
      ...model.counts,
      held: held.length,
      proofs: model.proofs.length,
      checks: held.reduce((sum, { checks }) => sum + checks, 0),
    });
    await page.context().close();
  });

  test('leads from a verdict to the rows that have it', async () => {
    const page = await opened('/');
    await page.getByRole('link', { name: /Weak/ }).click();
    await page.waitForURL('**/matrix/?verdict=weak');
    expect(await shownRows(page)).toEqual(rowsThatAre('weak'));
    await page.context().close();
  });
});

describe('a proof in its page', () => {
  test('shows claim, state, rows, script and what it printed without scripts', async () => {
    const page = await opened('/webhooks/', { javaScriptEnabled: false });
    const block = page.locator('#proof-duplicate-event');
    expect(await block.getByRole('link', { name: 'A duplicate event changes nothing' }).getAttribute('href')).toBe(
      '/proofs/duplicate-event/',
    );
    expect(await block.locator('.badge').textContent()).toBe('Held');
    expect(
      await block.locator('a.row-id').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['/matrix/#A-1', '/matrix/#A-2']);
    expect(await block.locator('.expressive-code').isVisible()).toBe(true);
    expect(await block.locator('.transcript').textContent()).toBe(
      '✓ stored once: 1\n(kept store.json)\n(kept deliveries.png)',
    );
    await block.getByText('Script').click();
    expect(await block.locator('.expressive-code').isVisible()).toBe(false);
    await page.context().close();
  });

  test('cuts a long transcript and leads to the whole', async () => {
    const page = await opened('/webhooks/');
    const block = page.locator('#proof-forged-signature');
    expect((await block.locator('.transcript').textContent())?.split('\n')).toHaveLength(25);
    expect(await block.getByRole('link', { name: '35 more lines' }).getAttribute('href')).toBe(
      '/proofs/forged-signature/#transcript',
    );
    await page.context().close();
  });

  test('says that a transcript is old when the proof no longer holds', async () => {
    const page = await opened('/webhooks/');
    expect(await page.locator('#proof-old-event .badge').textContent()).toBe('Failing');
    expect(await page.locator('#proof-old-event').getByText('Printed when it last held').isVisible()).toBe(true);
    await page.context().close();
  });

  test('offers its script for copying, as written', async () => {
    const page = await opened('/webhooks/');
    const script = model.proofs.find(({ id }) => id === 'duplicate-event')?.script ?? '';
    expect(
      (await page.locator('#proof-duplicate-event button').getAttribute('data-code'))?.replaceAll('\u007f', '\n'),
    ).toBe(script);
    await page.context().close();
  });

  test('has pinned lines and the change that makes it fail folded below', async () => {
    const page = await opened('/webhooks/');
    for (const summary of ['Pinned lines', 'Goes red when']) {
      const fold = page.locator('details', { hasText: summary });
      expect(await fold.locator('.expressive-code').isVisible()).toBe(false);
      await fold.locator('summary').click();
      expect(await fold.locator('.expressive-code').isVisible()).toBe(true);
    }
    await page.context().close();
  });

  test('leaves other code blocks alone', async () => {
    const page = await opened('/hostile/');
    expect(await page.locator('.sl-markdown-content > .expressive-code').textContent()).toContain(
      'An ordinary code block',
    );
    await page.context().close();
  });
});

describe('the page of a proof', () => {
  test('shows the whole transcript and the files byte for byte', async () => {
    const page = await opened('/proofs/forged-signature/');
    expect(`${await page.locator('#transcript ~ div pre, .sl-heading-wrapper ~ div pre').first().textContent()}`).toBe(
      await evidence('forged-signature.txt'),
    );
    for (const name of ['forged-signature.txt', 'forged-signature.json', 'hostile-output.txt']) {
      const answer = await fetch(`${site.url}/proofs/${name}`);
      expect(await answer.text()).toBe(await evidence(name));
    }
    await page.context().close();
  });

  test('shows what it kept: images with words for those who cannot see them, the rest as links', async () => {
    const page = await opened('/proofs/duplicate-event/');
    const image = page.getByRole('img', { name: 'deliveries.png, kept by “A duplicate event changes nothing”' });
    await image.scrollIntoViewIfNeeded();
    await expect.poll(() => image.evaluate((node) => 'naturalWidth' in node && node.naturalWidth)).toBe(240);
    const answer = await fetch(
      new URL((await page.getByRole('link', { name: 'store.json', exact: true }).getAttribute('href')) ?? '', site.url),
    );
    expect(await answer.text()).toBe(await evidence('duplicate-event/store.json'));
    await page.context().close();
  });

  test('shows each input short, the whole digest in its title', async () => {
    const page = await opened('/proofs/duplicate-event/');
    const input = model.proofs
      .find(({ id }) => id === 'duplicate-event')
      ?.inputs.find(({ path: file }) => file === 'receive.mjs');
    const cell = page.getByRole('row', { name: input?.path ?? '' }).locator('code[title]');
    expect(await cell.getAttribute('title')).toBe(input?.digest);
    expect((await cell.textContent())?.length).toBe(12);
    await page.context().close();
  });

  test('says so when there is no evidence, and links no files', async () => {
    const page = await opened('/proofs/never-run/');
    expect(await page.getByText('This proof has no evidence').isVisible()).toBe(true);
    expect(await page.locator('a[href$=".txt"], a[href$=".json"]').count()).toBe(0);
    expect((await fetch(`${site.url}/proofs/never-run.txt`)).status).toBe(404);
    await page.context().close();
  });
});

describe('hostile text', () => {
  test('stays text in the page and on the page of the proof', async () => {
    const printed = await evidence('hostile-output.txt');
    for (const address of ['/hostile/', '/proofs/hostile-output/']) {
      const page = await opened(address);
      expect(await page.locator('.transcript pre').first().textContent()).toBe(
        address === '/hostile/' ? printed.replace(/\n$/, '') : printed,
      );
      expect(await page.locator('.transcript :not(pre)').count()).toBe(0);
      expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
      await page.context().close();
    }
  });

  test('stays text in claims, titles and attributes', async () => {
    const page = await opened('/proofs/hostile-output/');
    const { title } = model.proofs.find(({ id }) => id === 'hostile-output') ?? {};
    expect(title).toContain('<script>');
    expect(await page.title()).toBe(`${title} | Proofroom`);
    expect(await page.locator('h1').textContent()).toBe(title);
    await page.context().close();
  });

  test('is not in the search index', async () => {
    const page = await opened('/');
    expect(await found(page, 'duplicate')).toContain('/webhooks/#duplicate-events');
    expect(await found(page, 'globalThis')).toEqual([]);
    await page.context().close();
  });
});

describe('the matrix', () => {
  test('filters by verdict without scripts', async () => {
    const page = await opened('/matrix/', { javaScriptEnabled: false });
    expect(await shownRows(page)).toEqual(model.rows.map(({ id }) => id));
    for (const verdict of ['proved', 'weak', 'stale', 'failing', 'unproved', 'out-of-scope'] as const) {
      await page.locator(`input[value=${verdict}]`).check();
      expect(await shownRows(page)).toEqual(rowsThatAre(verdict));
      expect(await page.locator('tr.group:visible').count()).toBe(
        new Set(model.rows.filter((row) => row.verdict === verdict).map((row) => row.group)).size,
      );
    }
    expect(await page.locator('#filter-text').isVisible()).toBe(false);
    expect(await page.locator('thead button').count()).toBe(0);
    await page.context().close();
  });

  test('filters by verdict and text with scripts, and says how many rows are left', async () => {
    const page = await opened('/matrix/');
    await page.getByLabel('Containing').fill('DUPLICATE event');
    expect(await shownRows(page)).toEqual(['A-1', 'A-2']);
    expect(await page.getByRole('status').textContent()).toBe('2 of 8 rows shown');
    await page.locator('input[value=failing]').check();
    expect(await shownRows(page)).toEqual([]);
    await page.getByLabel('Containing').fill('');
    expect(await shownRows(page)).toEqual(rowsThatAre('failing'));
    expect(page.url()).toBe(`${site.url}/matrix/?verdict=failing`);
    await page.context().close();
  });

  test('sorts within each group, by keyboard too, and announces the order', async () => {
    const page = await opened('/matrix/');
    const verdict = page.getByRole('columnheader', { name: 'Verdict' });
    await verdict.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await verdict.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    expect(await verdict.getAttribute('aria-sort')).toBe('descending');
    expect((await shownRows(page)).slice(0, 4)).toEqual(['A-4', 'A-3', 'A-1', 'A-2']);
    await page.getByRole('columnheader', { name: 'Row' }).getByRole('button').click();
    expect(await page.locator('[aria-sort]').count()).toBe(1);
    expect(await shownRows(page)).toEqual(model.rows.map(({ id }) => id));
    await page.context().close();
  });

  test('can be scrolled by keyboard where it is wider than the screen', async () => {
    const page = await opened('/matrix/', { viewport: { width: 360, height: 740 } });
    const region = page.getByRole('region', { name: 'Acceptance matrix' });
    await region.focus();
    expect(
      await region.evaluate((node) => node.scrollWidth > node.clientWidth && node === node.ownerDocument.activeElement),
    ).toBe(true);
    await page.context().close();
  });
});

test("the repository's own site links only to places that exist", async () => {
  const own = await buildSite(repository);
  expect(await brokenLinks(own.dir)).toEqual([]);
  await own.remove();
}, 90_000);

const rowsThatAre = (verdict: string) => model.rows.filter((row) => row.verdict === verdict).map(({ id }) => id);

const shownRows = (page: Page) => page.locator('tr.row:visible').evaluateAll((rows) => rows.map((row) => row.id));

async function found(page: Page, words: string): Promise<string[]> {
  return page.evaluate(`(async () => {
    const pagefind = await import('/pagefind/pagefind.js');
    const { results } = await pagefind.search(${JSON.stringify(words)});
    const pages = await Promise.all(results.map((result) => result.data()));
    return pages.flatMap((page) => page.sub_results.map((part) => part.url));
  })()`);
}
