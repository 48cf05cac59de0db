import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFence } from '../../src/site/markdown/fence-meta.ts';
import type { RowView, SiteModel, Verdict } from '../../src/site/model.ts';
import { excerptOf } from '../../src/site/view/excerpt.ts';
import { pageHref, placeOf } from '../../src/site/view/links.ts';
import { figuresOf } from '../../src/site/view/readiness.ts';
import { shortDigest } from '../../src/site/view/short-digest.ts';
import { STATES, VERDICTS, WORDS } from '../../src/site/view/standing.ts';

describe('a fence', () => {
  test.each([
    ['proof id="a-b" title="x"', { kind: 'proof', id: 'a-b' }],
    [`proof title='says "id" twice' id='a'`, { kind: 'proof', id: 'a' }],
    ['proof title="id=\\"b\\"" id="a"', { kind: 'proof', id: 'a' }],
    ['expect of="a"', { kind: 'expect', of: 'a' }],
    ['control of="a" title="it breaks"', { kind: 'control', of: 'a', title: 'it breaks' }],
    ['title="proof"', null],
    ['proofs id="a"', null],
    ['', null],
    [undefined, null],
  ])('%s', (meta, fence) => expect(parseFence(meta)).toEqual(fence));
});

describe('an excerpt', () => {
  const lines = (count: number) => `${Array.from({ length: count }, (_, index) => index).join('\n')}\n`;
  test.each([
    [1, 1, 0],
    [25, 25, 0],
    [27, 27, 0],
    [28, 25, 3],
    [5000, 25, 4975],
  ])('of %i lines shows %i and hides %i', (total, shown, hidden) => {
    const excerpt = excerptOf(lines(total));
    expect([excerpt.text.split('\n').length, excerpt.hiddenLines, excerpt.totalLines]).toEqual([shown, hidden, total]);
  });
});

const row: RowView = {
  id: 'A-1',
  group: 'Group',
  claim: 'A claim.',
  page: null,
  scope: { kind: 'in' },
  verdict: 'unproved',
  why: '',
  proofs: [],
  asks: [],
};

const modelOf = (counts: Partial<Record<Verdict, number>>, pages: SiteModel['pages'] = []): SiteModel => {
  const all = { proved: 0, weak: 0, stale: 0, failing: 0, unproved: 0, 'out-of-scope': 0, ...counts };
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  return { rows: Array.from({ length: total }, () => row), proofs: [], pages, counts: all, milestones: [] };
};

describe('readiness', () => {
  test.each([
    [{}, 'The acceptance matrix has no rows in scope, so nothing is claimed.'],
    [{ 'out-of-scope': 2 }, 'The acceptance matrix has no rows in scope, so nothing is claimed.'],
    [{ unproved: 3, weak: 1 }, 'None of 4 rows in scope is proved. Read each as a claim without proof.'],
    [{ proved: 1, unproved: 2 }, '1 of 3 rows in scope is proved. Read the other 2 as claims without proof.'],
    [{ proved: 2, stale: 1 }, '2 of 3 rows in scope are proved. Read the other one as a claim without proof.'],
    [{ proved: 3, 'out-of-scope': 1 }, 'All 3 rows in scope are proved.'],
  ])('%o', (counts, sentence) => expect(figuresOf(modelOf(counts)).sentence).toBe(sentence));
});

describe('an address', () => {
  test.each([
    ['index', '/'],
    ['', '/'],
    ['runbook', '/runbook/'],
    ['guides/index', '/guides/'],
    ['guides/setup', '/guides/setup/'],
  ])('of page %s is %s', (slug, href) => expect(pageHref(slug)).toBe(href));

  test('of a row has the words of the page and its heading', () => {
    const heading = { slug: 'set-up', text: 'Set up', depth: 2, line: 3 };
    const model = modelOf({}, [
      { file: 'content/runbook.mdx', slug: 'runbook', title: 'Runbook', headings: [heading] },
    ]);
    expect(placeOf(model, 'runbook#set-up')).toEqual({ href: '/runbook/#set-up', text: 'Runbook › Set up' });
    expect(placeOf(model, 'runbook')).toEqual({ href: '/runbook/', text: 'Runbook' });
  });
});

test('a digest is shown by its first twelve digits', () => {
  expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
  expect(shortDigest('cd'.repeat(32))).toBe('cdcdcdcdcdcd');
});

describe('every verdict and state, those no project has yet too, has', () => {
  const styles = path.resolve(import.meta.dirname, '../../src/site/styles');
  const tokens = readFileSync(path.join(styles, 'tokens.css'), 'utf8');
  const table = readFileSync(path.join(styles, 'table.css'), 'utf8');
  test.each([...VERDICTS, ...STATES])('words and a colour: %s', (standing) => {
    expect(WORDS[standing].label).not.toBe('');
    expect(tokens).toMatch(new RegExp(`\\[data-standing='${standing}'\\][,\\s{]`));
  });
  test.each(VERDICTS)('a rule that filters the matrix without scripts: %s', (verdict) => {
    expect(table).toContain(`input[value='${verdict}']:checked`);
  });
});
