import { describe, expect, test } from 'vitest';
import type { Looked, ProjectGate } from '../../src/gates/gate.ts';
import { judgeProse } from '../../src/gates/judge-prose.ts';
import { linksGate } from '../../src/gates/links-gate.ts';
import { projectFiles } from '../../src/gates/project-files-fs.ts';
import { proseGate } from '../../src/gates/prose-gate.ts';
import { isHeld } from '../../src/gates/run-gates.ts';
import { sectionsGate } from '../../src/gates/sections-gate.ts';
import { js, page, Scratch } from '../engine/support/scratch.ts';

const look = async (gate: ProjectGate, files: Readonly<Record<string, string>>): Promise<Looked> =>
  gate.look(projectFiles(new Scratch(files).root));
const found = async (gate: ProjectGate, files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  (await look(gate, files)).findings.map(({ file, line, words }) => `${file}:${line} ${words}`);

describe('links', () => {
  const site = {
    'content/index.mdx': page('# Home of it\n\ntext'),
    'content/guide/start.mdx': page('## First steps\n\ntext\n\n## First steps\n\nagain', js('sum', "check('x', 1, 1)")),
    'content/matrix.yaml': '- {id: R-1, group: g, claim: c, page: guide/start#first-steps}\n',
    'docs/notes.txt': 'x\n',
  };
  const inPage = (link: string) => found(linksGate, { ...site, 'content/a.mdx': page(`[x](${link})`) });
  const inReadme = (link: string) => found(linksGate, { ...site, 'README.md': `# Title\n\n[x](${link})\n` });

  test.each([
    '/',
    '/guide/start/',
    '/guide/start/#first-steps',
    '/guide/start/#first-steps-1',
    '/guide/start/#proof-sum',
    '../guide/start/',
    '/matrix/',
    '/matrix/#R-1',
    '/status/',
    '/proofs/',
    '/proofs/sum/',
    '/proofs/sum.txt',
    'https://example.com/nowhere',
    'mailto:jo@example.com',
  ])('a page may lead to %s', async (link) => expect(await inPage(link)).toEqual([]));

  test.each([
    ['/guide/stop/', 'the link leads to no page: /guide/stop/'],
    ['/guide/start', 'the link lacks the final slash: /guide/start'],
    ['/guide/start/#last-steps', 'the link leads to no heading of /guide/start/: #last-steps'],
    ['/matrix/#R-2', 'the link leads to no heading of /matrix/: #R-2'],
    ['/proofs/product/', 'the link leads to no page: /proofs/product/'],
    ['#nowhere', 'the link leads to no heading of /a/: #nowhere'],
    ['content/index.mdx', 'the link leads to no page: content/index.mdx'],
  ])('a page may not lead to %s', async (link, words) =>
    expect(await inPage(link)).toEqual([`content/a.mdx:5 ${words}`]),
  );

  test.each(['docs/notes.txt', 'docs/', 'content/guide/start.mdx#first-steps', '#title', './README.md'])(
    'a file may lead to %s',
    async (link) => expect(await inReadme(link)).toEqual([]),
  );

  test.each([
    ['docs/other.txt', 'the link leads to no file of the project: docs/other.txt'],
    ['/matrix/', 'the link leads nowhere outside of the site: /matrix/'],
    ['#nothing', 'the link leads to no heading of README.md: #nothing'],
    ['content/guide/start.mdx#last', 'the link leads to no heading of content/guide/start.mdx: #last'],
  ])('a file may not lead to %s', async (link, words) =>
    expect(await inReadme(link)).toEqual([`README.md:3 ${words}`]),
  );

  test('links of elements, images and definitions count, those in code do not', async () => {
    const text = page('<a href="/no/">x</a>\n\n![x](/nor/)\n\n[x][one]\n\n[one]: /neither/\n\n`[x](/code/)`');
    expect((await found(linksGate, { ...site, 'content/a.mdx': text })).length).toBe(3);
  });

  test('sections of the runbook that an alert names', async () => {
    const alert = (runbook: string) =>
      `groups:\n  - rules:\n      - alert: A\n        expr: x\n        labels: { severity: page }\n        annotations: { summary: s, runbook: ${runbook} }\n`;
    const files = (runbook: string) => ({ ...site, 'deploy/alerts.yaml': alert(runbook) });
    expect(await found(linksGate, files('/guide/start/#first-steps'))).toEqual([]);
    expect(await found(linksGate, files('/guide/start/#second'))).toEqual([
      'deploy/alerts.yaml:6 the link leads to no heading of /guide/start/: #second',
    ]);
  });

  test('a row whose page does not exist, and a page that cannot be read', async () => {
    const matrix = '- {id: R-1, group: g, claim: c, page: gone}\n';
    expect(await found(linksGate, { ...site, 'content/matrix.yaml': matrix })).toEqual([
      expect.stringMatching(/^content\/matrix\.yaml:1 PR304 /),
    ]);
    expect(await found(linksGate, { ...site, 'content/a.mdx': page('a { b') })).toEqual([
      expect.stringMatching(/^content\/a\.mdx:5 PR101 /),
    ]);
  });

  test('no link at all does not hold', async () => {
    expect(isHeld(await look(linksGate, site))).toBe(false);
  });
});

describe('sections', () => {
  const files = (list: string, text = '## One\n\ntext\n\n## Two\n\ntext') => ({
    'content/index.mdx': page('text'),
    'content/a.mdx': page(text),
    'content/sections.yaml': list,
  });
  const LIST = 'index: []\na:\n  - One\n  - Two\n';

  test('a project that keeps its list', async () => {
    expect(await look(sectionsGate, files(LIST))).toEqual({ examined: 2, findings: [] });
  });

  test.each([
    [
      'a heading that is missing',
      LIST,
      '## One\n\ntext',
      ['content/a.mdx:1 lacks the heading "Two" that content/sections.yaml requires'],
    ],
    [
      'a page that is missing',
      `${LIST}b: [Three]\n`,
      undefined,
      ['content/sections.yaml:5 requires the page b, which does not exist'],
    ],
    [
      'a page that is not listed',
      'index: []\n',
      undefined,
      ['content/a.mdx:1 is not in content/sections.yaml: add a with its headings'],
    ],
    ['a heading without a body', LIST, '## One\n\n## Two\n\ntext', ['content/a.mdx:5 the heading "One" has no body']],
    [
      'a heading with nothing but a comment',
      LIST,
      '## One\n\n{/* later */}\n\n## Two\n\ntext',
      ['content/a.mdx:5 the heading "One" has no body'],
    ],
    [
      'a list that is none',
      'index: 1\n',
      undefined,
      [expect.stringMatching(/^content\/sections\.yaml:1 index: /), expect.anything(), expect.anything()],
    ],
  ])('%s', async (_claim, list, text, findings) =>
    expect(await found(sectionsGate, files(list, text))).toEqual(findings),
  );

  test('a heading whose sections have bodies is not empty', async () => {
    expect(await found(sectionsGate, files(LIST, '## One\n\n### Deeper\n\ntext\n\n## Two\n\ntext'))).toEqual([]);
  });

  test('no list', async () => {
    expect(await found(sectionsGate, { 'content/index.mdx': page('text') })).toEqual([
      'content/sections.yaml:1 does not exist',
    ]);
  });
});

describe('prose', () => {
  const words = (text: string) =>
    judgeProse('content/a.mdx', text).findings.map(({ line, words }) => `${line} ${words.split(':')[0]}`);

  test.each([
    ['You can simply run it.', ['1 says "simply"']],
    ['One line\nand Obviously another.', ['2 says "Obviously"']],
    ['# A seamless heading', ['1 says "seamless"']],
    ['| a |\n|---|\n| TODO |', ['3 says "TODO"']],
    ['It is **really** robust.', ['1 says "robust"', '1 says "really"']],
    [`${'word '.repeat(41)}end.`, ['1 has a sentence of 42 words']],
    [`${'word '.repeat(39)}end. ${'word '.repeat(39)}end.`, []],
    ['Run `just easy` now.', []],
    ['```\nsimply\n```', []],
    ['See [it](https://just.example/easy).', []],
    ['An adjustment and a justice.', []],
  ])('%j', (text, findings) => expect(words(text)).toEqual(findings));

  test('what a generated table says may be long', () => {
    const table = `| a |\n|---|\n| ${'word '.repeat(50)} |`;
    expect(words(table).length).toBe(1);
    expect(words(`{/* generated: t */}\n\n${table}\n\n{/* end generated */}`)).toEqual([]);
  });

  test('of no text does not hold', async () => {
    expect(isHeld(await look(proseGate, { 'a.txt': 'x' }))).toBe(false);
  });
});
