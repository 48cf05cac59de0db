import { describe, expect, test } from 'vitest';
import { judgeClaims } from '../../../src/engine/matrix/judge-claims.ts';
import { milestonesOf } from '../../../src/engine/matrix/milestone.ts';
import { parseClaims } from '../../../src/engine/matrix/parse-claims.ts';
import type { JudgedRow, Verdict } from '../../../src/engine/matrix/verdict.ts';
import { bash, page, Scratch } from '../support/scratch.ts';

const row = (id: string, verdict: Verdict, group = 'Milestone 2: hardening'): JudgedRow => ({
  row: {
    id,
    group,
    claim: 'c',
    page: null,
    scope: verdict === 'out-of-scope' ? { kind: 'out', reason: 'r' } : { kind: 'in' },
    asks: [],
    place: { file: 'content/matrix.yaml', line: 1 },
  },
  verdict,
  why: '',
  proofs: [],
});
const ROWS = [
  row('A-1', 'proved'),
  row('A-2', 'proved'),
  row('B-1', 'stale', 'Milestone 4'),
  row('O-1', 'out-of-scope', 'Outside'),
];
const marked = (...lines: readonly string[]): string =>
  ['# R', '', '## Claims', '<!-- claims -->', '', ...lines, ''].join('\n');
const claimsIn = (text: string, file = 'README.md') =>
  parseClaims(file, text).value.claims.map(({ text, rows, place }) => [place.line, text, ...rows]);
const found = (text: string, rows: readonly JudgedRow[] = ROWS): readonly string[] =>
  judgeClaims([parseClaims('README.md', text).value], rows).map(({ kind, place }) => `${place.line} ${kind}`);

describe('a claim is', () => {
  test.each([
    [
      'a list item',
      ['- One. [A-1]', '- Two, over', '  lines. [A-1] [A-2]'],
      [
        [6, 'One.', 'A-1'],
        [7, 'Two, over lines.', 'A-1', 'A-2'],
      ],
    ],
    [
      'a sentence',
      ['One thing [A-1]. Another.'],
      [
        [6, 'One thing.', 'A-1'],
        [6, 'Another.'],
      ],
    ],
    [
      'a sentence whose row follows its full stop',
      ['One. [A-1] Two', 'is here. [A-2]', 'Three.'],
      [
        [6, 'One.', 'A-1'],
        [6, 'Two is here.', 'A-2'],
        [8, 'Three.'],
      ],
    ],
    ['a row of a table, but not its head', ['| claim | row |', '|---|---|', '| One | [A-1] |'], [[8, 'One', 'A-1']]],
    [
      'linked to a row',
      ['- One. [A-1](/matrix/#A-1)', '- Two, see [the row](https://x.test/matrix/#A-2).'],
      [
        [6, 'One.', 'A-1'],
        [7, 'Two, see.', 'A-2'],
      ],
    ],
    ['not a row because it is a link', ['- One, by [Node](https://nodejs.org).'], [[6, 'One, by Node.']]],
    ['not what stands in code', ['```', 'One.', '```'], []],
  ])('%s', (_claim, lines, claims) => expect(claimsIn(marked(...lines))).toEqual(claims));

  test('below a mark of MDX, deeper headings too, and no further', () => {
    const text = page('## C\n\n{/* claims */}\n\nOne. [A-1]\n\n### Deeper\n\nTwo. [A-2]\n\n## Other\n\nThree.');
    expect(claimsIn(text, 'content/status.mdx')).toEqual([
      [9, 'One.', 'A-1'],
      [13, 'Two.', 'A-2'],
    ]);
  });
});

describe('a finding is', () => {
  test.each([
    ['nothing when all rows are proved', marked('- One. [A-1]'), []],
    ['a claim without a row', marked('- One. [A-1]', '- Two.'), ['7 no-row']],
    ['a row that is not there', marked('- One. [A-9]'), ['6 unknown-row']],
    ['a row that is not proved', marked('- One. [A-1] [B-1]'), ['6 row-not-proved']],
    ['a row that is out of scope', marked('- One. [O-1]'), ['6 row-not-proved']],
    ['a file without a marked heading', '# Claims\n\n- One. [A-1]\n', ['1 no-section']],
    ['a marked heading without a claim', marked('### Nothing'), ['1 no-claim']],
  ])('%s', (_claim, text, findings) => expect(found(text)).toEqual(findings));

  test.each([
    ['Milestone 4 is complete.', ['3 milestone-not-complete']],
    ['We finished milestone 4 in May.', ['3 milestone-not-complete']],
    ['Milestone 4: ✓', ['3 milestone-not-complete']],
    ['All milestones are done.', ['3 milestone-not-complete', '3 milestone-not-complete']],
    ['Milestone 9 is complete.', ['3 unknown-milestone']],
    ['Milestone 2 is complete.', []],
    ['Milestone 2: hardening is complete.', []],
    ['Milestone 4 is not complete.', []],
    ['A milestone is complete only when all of its rows are proved.', []],
    ['Milestone 4 is incomplete.', []],
    ['The list is complete. Milestone 4 is next.', []],
  ])('%s', (sentence, findings) => {
    const text = `# R\n\n${sentence}\n\n## C\n<!-- claims -->\n\n- One. [A-1]\n`;
    expect(found(text)).toEqual(findings);
  });

  test('a milestone called complete of which a row is out of scope', () => {
    const text = `# R\n\nMilestone 2 is complete.\n\n## C\n<!-- claims -->\n\n- One. [A-1]\n`;
    expect(found(text, [...ROWS, row('A-3', 'out-of-scope')])).toEqual(['3 milestone-not-complete']);
  });
});

test.each([
  ['complete', ['proved', 'proved']],
  ['proved-in-scope', ['proved', 'out-of-scope']],
  ['out-of-scope', ['out-of-scope']],
  ['open', ['proved', 'weak']],
  ['open', ['proved', 'stale']],
  ['open', ['failing', 'out-of-scope']],
  ['open', ['unproved']],
] as const)('a milestone is %s when its rows are %j', (state, verdicts) => {
  const rows = verdicts.map((verdict, index) => row(`R-${index}`, verdict));
  expect(milestonesOf(rows).map((one) => one.state)).toEqual([state]);
});

describe('the commands', () => {
  const files = (config: string, readme: string) => ({
    'content/index.mdx': page(bash('a', 'true', 'exit="0" covers="R"')),
    'content/matrix.yaml': '- {id: R, group: g, claim: c}\n',
    'proofroom.config.ts': `export default { claims: ${config} };\n`,
    'README.md': readme,
  });

  test('claims prints each with its place, and what is wrong', async () => {
    const project = new Scratch(files("['README.md']", marked('- One. [R]', '- Two.')));
    const { code, out, err } = await project.run('claims');
    expect(code).toBe(1);
    expect(out).toBe('✗ README.md:6  R  One.\n✗ README.md:7     Two.\nclaims: 2, files: 1, findings: 2\n');
    expect(err).toBe('README.md:6 "One." claims R, which is unproved\nREADME.md:7 "Two." links no row\n');
    const facts = JSON.parse((await project.run('claims', '--json')).out);
    expect(facts.findings.map((one: { kind: string }) => one.kind)).toEqual(['row-not-proved', 'no-row']);
  });

  test('claims holds when every row is proved, and matrix with it', async () => {
    const project = new Scratch({
      ...files("['README.md']", marked('- One. [R]')),
      'rule.txt': 'good\n',
      'content/index.mdx': page(
        bash('a', 'grep -q good rule.txt', 'exit="0" covers="R"'),
        '```js control of="a" title="with another rule"\nedit("rule.txt", "good", "bad")\n```',
      ),
    });
    await project.run('proofs');
    await project.run('controls');
    expect((await project.run('claims')).code).toBe(0);
    expect((await project.run('matrix')).code).toBe(0);
    project.write('README.md', marked('- One. [R]', '- Two.'));
    const { code, err } = await project.run('matrix');
    expect([code, err]).toEqual([1, 'README.md:7 "Two." links no row\n']);
  });

  test('a pattern that names no file is a finding, and no claim at all does not hold', async () => {
    const project = new Scratch(files("['STATUS.md']", ''));
    const { code, err } = await project.run('claims');
    expect([code, err]).toEqual([1, 'proofroom.config.ts:1 claims names STATUS.md, and there is no such file\n']);
    expect((await new Scratch(files('[]', '')).run('claims')).code).toBe(1);
  });
});
