import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSiteModel } from '../../src/engine/index.ts';
import { brokenLinks } from '../support/broken-links.ts';
import { buildSite, type BuiltSite } from '../support/build-site.ts';

const foreign = path.resolve(import.meta.dirname, '../cases/site-foreign');

let built: BuiltSite;

beforeAll(async () => {
  built = await buildSite(foreign);
}, 60_000);

afterAll(() => built?.remove());

const html = (file: string) => readFile(path.join(built.dir, file), 'utf8');

test('a project without a home page gets one that leads to its pages', async () => {
  const home = await html('index.html');
  expect(home).toContain('<a href="/guide-to-it/set-up/">Set up &amp; run</a>');
  expect(home).toContain('The acceptance matrix has no rows in scope, so nothing is claimed.');
  expect(await brokenLinks(built.dir)).toEqual([]);
});

test('a page in a folder whose name starts with _ is none', () => {
  expect(existsSync(path.join(built.dir, 'drafts'))).toBe(false);
  expect(existsSync(path.join(built.dir, '_drafts'))).toBe(false);
});

test('every heading has the anchor by which rows name it', async () => {
  const { pages } = await loadSiteModel(foreign);
  for (const { slug, headings } of pages) {
    const page = await html(`${slug}/index.html`);
    const anchors = [...page.matchAll(/<h[2-6] id="([^"]*)"/g)].map(([, id]) => id);
    expect(anchors.filter((id) => id !== 'starlight__on-this-page')).toEqual(headings.map((heading) => heading.slug));
  }
});
