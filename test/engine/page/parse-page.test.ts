import { describe, expect, test } from 'vitest';
import { pageSlug } from '../../../src/engine/page/page-slug.ts';
import { parseMeta } from '../../../src/engine/page/parse-meta.ts';
import { parsePage } from '../../../src/engine/page/parse-page.ts';
import { replaceBlocks } from '../../../src/engine/page/replace-block.ts';
import { collectProofs } from '../../../src/engine/proof/collect-proofs.ts';

const FRONT = '---\ntitle: A page\n---\n\n';
const PROOF = '```js proof id="a" title="t"\ncheck(1)\n```\n';
const read = (text: string) => parsePage('content/a.mdx', text).value;
const blocks = (text: string) => read(text).blocks.map(({ meta, text, place }) => ({ meta, text, line: place.line }));
const proofs = (text: string) => collectProofs([read(text)], { fixtures: [], rows: [] }).value;

describe('fences are found', () => {
  test.each<[claim: string, text: string, script: string, line: number]>([
    ['at the start', `${FRONT}${PROOF}`, 'check(1)', 5],
    ['with CRLF line ends', `${FRONT}${PROOF}`.replaceAll('\n', '\r\n'), 'check(1)', 5],
    ['in a list, without the indentation', `${FRONT}- item\n\n  ${PROOF.replaceAll('\n', '\n  ')}\n`, 'check(1)', 7],
    ['in a tag', `${FRONT}<div>\n\n${PROOF}\n</div>\n`, 'check(1)', 7],
    ['in tabs of components', `${FRONT}<Tabs>\n  <Tab label="a">\n\n${PROOF}\n  </Tab>\n</Tabs>\n`, 'check(1)', 8],
    ['in a quotation', `${FRONT}> ${PROOF.trimEnd().replaceAll('\n', '\n> ')}\n`, 'check(1)', 5],
    ['with tildes', `${FRONT}~~~js proof id="a" title="t"\ncheck(1)\n~~~\n`, 'check(1)', 5],
    [
      'with a shorter fence inside',
      `${FRONT}\`\`\`\`js proof id="a" title="t"\ncheck(1)\n\`\`\`\n\`\`\`\`\n`,
      'check(1)\n```',
      5,
    ],
    ['tabs in the script stay', `${FRONT}\`\`\`js proof id="a" title="t"\n\tcheck(1)\t\n\`\`\`\n`, '\tcheck(1)\t', 5],
    [
      'braces and tags in the script are text',
      `${FRONT}\`\`\`js proof id="a" title="t"\ncheck(<b>{x}</b>)\n\`\`\`\n`,
      'check(<b>{x}</b>)',
      5,
    ],
    ['after a text that counts characters', `${FRONT}é👩‍💻 text\n\n${PROOF}`, 'check(1)', 7],
  ])('%s', (_claim, text, script, line) => {
    expect(proofs(text)).toMatchObject([{ id: 'a', script, place: { file: 'content/a.mdx', line } }]);
  });

  test.each([
    ['a larger fence holds it', `\`\`\`\`md\n${PROOF}\`\`\`\`\n`],
    ['a fence of tildes holds it', `~~~md\n${PROOF}~~~\n`],
    ['it stands in a comment', `{/*\n${PROOF}*/}\n`],
  ])('but not where %s', (_claim, text) => expect(proofs(`${FRONT}${text}`)).toEqual([]));

  test('a fence without a language is no block', () => expect(blocks(`${FRONT}\`\`\`\nx\n\`\`\`\n`)).toEqual([]));
});

describe('attributes', () => {
  test.each<[meta: string, kind: string, values: [string, string][], rest: string | null]>([
    [
      'proof id="a" title="says \\"b\\""',
      'proof',
      [
        ['id', 'a'],
        ['title', 'says "b"'],
      ],
      null,
    ],
    [
      `proof id='a' title='says "b"'`,
      'proof',
      [
        ['id', 'a'],
        ['title', 'says "b"'],
      ],
      null,
    ],
    [`proof title="it's"`, 'proof', [['title', "it's"]], null],
    ['proof id=a', 'proof', [['id', 'a']], null],
    ['proof title="a = b, c"', 'proof', [['title', 'a = b, c']], null],
    ['proof title="a\\\\b"', 'proof', [['title', 'a\\b']], null],
    [
      'proof   id="a"\tcovers="X Y" ',
      'proof',
      [
        ['id', 'a'],
        ['covers', 'X Y'],
      ],
      null,
    ],
    ['proof id="a"title="b"', 'proof', [], 'id="a"title="b"'],
    ['proof id= "a"', 'proof', [], 'id= "a"'],
    ['{1,3} title="x"', '', [], '{1,3} title="x"'],
    ['title="x"', '', [['title', 'x']], null],
    ['', '', [], null],
  ])('%s', (meta, kind, values, rest) => {
    const parsed = parseMeta(meta);
    expect([parsed.kind, parsed.attributes.map(({ name, value }) => [name, value]), parsed.rest]).toEqual([
      kind,
      values,
      rest,
    ]);
  });

  test.each([
    ['js', 'js'],
    ['javascript', 'js'],
    ['mjs', 'js'],
    ['ts', 'ts'],
    ['typescript', 'ts'],
    ['bash', 'bash'],
    ['sh', 'bash'],
    ['shell', 'bash'],
  ])('%s is run as %s', (language, runs) =>
    expect(proofs(`${FRONT}\`\`\`${language} proof id="a" title="t" \ncheck(1)\n\`\`\`\n`)[0]?.language).toBe(runs),
  );
});

describe('attributes in a page', () => {
  test.each([
    ['title="says \\"b\\""', 'says "b"'],
    ['title=\'says "b"\'', 'says "b"'],
    ['title="a & b < c, 100% {x}"', 'a & b < c, 100% {x}'],
    ['title="a_b_ *c*"', 'a_b_ *c*'],
  ])('%s', (meta, title) => {
    const text = `${FRONT}- item\n\n  ~~~js proof id="a" ${meta}  \n  check(1)\n  ~~~\n`;
    expect(proofs(text)[0]?.title).toBe(title);
    expect(proofs(text.replaceAll('\n', '\r\n'))[0]?.title).toBe(title);
  });
});

describe('headings', () => {
  test('have the anchors of the site, also when repeated or marked up', () => {
    const { headings } = read(`${FRONT}## Set *up* \`Till\`\n\n### Über uns & mehr\n\n## Set up Till\n\nUnder\n===\n`);
    expect(headings.map(({ slug, depth, line }) => [slug, depth, line])).toEqual([
      ['set-up-till', 2, 5],
      ['über-uns--mehr', 3, 7],
      ['set-up-till-1', 2, 9],
      ['under', 1, 11],
    ]);
  });
  test('a proof knows the nearest above', () => {
    const text = `${FRONT}${PROOF}\n## One\n\n${PROOF.replace('"a"', '"b"')}`;
    expect(proofs(text).map(({ heading }) => heading)).toEqual([null, 'one']);
  });
  test.each([
    ['content/index.mdx', 'index'],
    ['content/guide/index.mdx', 'guide'],
    ['content/guide/Set Up.mdx', 'guide/set-up'],
    ['content/a.b.mdx', 'ab'],
  ])('%s has the address %s', (file, slug) => expect(pageSlug(file)).toBe(slug));
});

describe('rewriting a block', () => {
  test.each<[claim: string, before: string, line: number, after: string]>([
    ['leaves the rest alone', 'a\n```text x\nold\n```\nb\n', 2, 'a\n```text x\nnew 1\n\nnew 2\n```\nb\n'],
    ['keeps indentation', '- a\n\n  ```text x\n  old\n  ```\n', 3, '- a\n\n  ```text x\n  new 1\n\n  new 2\n  ```\n'],
    ['keeps quote marks', '> ```text x\n> old\n> ```\n', 1, '> ```text x\n> new 1\n>\n> new 2\n> ```\n'],
    ['keeps CRLF', '```text x\r\nold\r\n```\r\n', 1, '```text x\r\nnew 1\r\n\r\nnew 2\r\n```\r\n'],
  ])('%s', (_claim, before, line, after) =>
    expect(replaceBlocks(before, [{ line, count: 1, lines: ['new 1', '', 'new 2'] }])).toBe(after),
  );
  test('a fence grows when its new text holds one', () =>
    expect(replaceBlocks('```text x\nold\n```\n', [{ line: 1, count: 1, lines: ['```', 'x'] }])).toBe(
      '````text x\n```\nx\n````\n',
    ));
  test('several in one page', () =>
    expect(
      replaceBlocks('```a\n1\n```\n```b\n2\n```\n', [
        { line: 1, count: 1, lines: ['x', 'y'] },
        { line: 4, count: 1, lines: ['z'] },
      ]),
    ).toBe('```a\nx\ny\n```\n```b\nz\n```\n'));
});
