import { afterAll, describe, expect, test } from 'vitest';
import { PROBLEMS } from '../../../src/engine/base/problem-catalogue.ts';
import { bash, fence, js, page, Scratch } from '../support/scratch.ts';

interface Case {
  readonly code: string;
  readonly claim: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly at: string;
  readonly args?: readonly string[];
}
const INDEX = 'content/index.mdx';
const GOOD = js('good', "check('x', 1, 1)");
/** A page whose first fence stands on line 5. */
const bad = (code: string, claim: string, text: string, line = 5): Case => ({
  code,
  claim,
  files: { [INDEX]: page(text) },
  at: `${INDEX}:${line}`,
});
const withConfig = (code: string, claim: string, config: string): Case => ({
  code,
  claim,
  files: { [INDEX]: page(GOOD), 'proofroom.config.ts': config },
  at: 'proofroom.config.ts:1',
});
const withMatrix = (code: string, claim: string, matrix: string, line: number): Case => ({
  code,
  claim,
  files: { [INDEX]: page(GOOD), 'content/matrix.yaml': matrix },
  at: `content/matrix.yaml:${line}`,
});
const withArgs = (code: string, claim: string, args: readonly string[], at = 'arguments:1'): Case => ({
  code,
  claim,
  files: { [INDEX]: page(GOOD) },
  at,
  args,
});
const proof = (meta: string, script = "check('x', 1, 1)", language = 'js'): string =>
  fence(language, `proof ${meta}`, script);
const ok = (more: string): string => `id="a" title="t" ${more}`;

const CASES: readonly Case[] = [
  bad('PR101', 'a brace that opens nothing', 'text\n\na { b', 7),
  bad('PR101', 'a tag that is not closed', 'a <div> b', 5),
  {
    code: 'PR102',
    claim: 'a byte that is not UTF-8',
    files: { [INDEX]: Buffer.concat([Buffer.from(page('ok')), Buffer.from([0x63, 0xe9, 0x0a])]) },
    at: `${INDEX}:6`,
  },
  { code: 'PR102', claim: 'a byte order mark', files: { [INDEX]: `\u{feff}${page(GOOD)}` }, at: `${INDEX}:1` },
  {
    code: 'PR103',
    claim: 'front matter that is no YAML',
    files: { [INDEX]: '---\ntitle: A\nx: "open\n---\n\ntext\n' },
    at: `${INDEX}:3`,
  },
  { code: 'PR104', claim: 'no front matter', files: { [INDEX]: 'text\n' }, at: `${INDEX}:1` },
  {
    code: 'PR104',
    claim: 'a title that is empty',
    files: { [INDEX]: '---\ntitle: "  "\n---\n\ntext\n' },
    at: `${INDEX}:1`,
  },
  bad('PR201', 'a quote that does not end', proof('id="a" title="x')),
  bad('PR201', 'words without a name', proof(ok('loose words'))),
  bad('PR202', 'an attribute that no one knows', proof(ok('colour="red"'))),
  bad(
    'PR202',
    'an attribute of another kind of block',
    `${GOOD}\n\n${fence('text', 'expect of="good" title="x"', 'x')}`,
    9,
  ),
  bad('PR203', 'an attribute twice', proof(ok('timeout="1s" timeout="2s"'))),
  bad('PR204', 'no id', proof('title="t"')),
  bad('PR204', 'an empty id', proof('id="" title="t"')),
  bad('PR205', 'an id with capitals', proof('id="ThisOne" title="t"')),
  bad('PR205', 'an id with two hyphens in a row', proof('id="a--b" title="t"')),
  bad('PR205', 'an id that leaves the folder', proof('id="../a" title="t"')),
  bad('PR205', 'an id of 81 characters', proof(`id="${'a'.repeat(81)}" title="t"`)),
  bad('PR206', 'the same id twice', `${GOOD}\n\n${GOOD}`, 9),
  {
    code: 'PR206',
    claim: 'the same id on two pages',
    files: { [INDEX]: page(GOOD), 'content/two.mdx': page('', GOOD) },
    at: 'content/two.mdx:7',
  },
  bad('PR207', 'no title', proof('id="a"')),
  bad('PR207', 'a control without a title', `${GOOD}\n\n${fence('js', 'control of="good"', 'env("A", "b")')}`, 9),
  bad('PR208', 'a language that is not run', proof(ok(''), 'print(1)', 'python')),
  bad('PR209', 'an empty script', proof(ok(''), '  ')),
  bad('PR209', 'an empty control', `${GOOD}\n\n${fence('js', 'control of="good" title="x"', ' ')}`, 9),
  bad('PR210', 'a js proof without a check', proof(ok(''), 'console.log(1)')),
  bad('PR210', 'a check that is only a comment', proof(ok(''), "// check('x', 1)")),
  bad('PR210', 'a check that is only text', proof(ok(''), "console.log('check(1)')")),
  bad('PR210', 'a method of the same name', proof(ok(''), 'x.check(1)')),
  bad('PR210', 'a bash proof that demands nothing', proof(ok(''), 'true', 'bash')),
  bad('PR211', 'a timeout without a unit', proof(ok('timeout="30"'))),
  bad('PR211', 'a timeout of nothing', proof(ok('timeout="0s"'))),
  bad('PR211', 'a timeout over an hour', proof(ok('timeout="61m"'))),
  bad('PR212', 'a fixture that is not declared', proof(ok('needs="moon"'))),
  bad('PR213', 'a row that is not there', proof(ok('covers="R-1"'))),
  bad('PR214', 'a safety that is not known', proof(ok('safety="maybe"'))),
  bad('PR215', 'an exit status over 255', proof(ok('exit="256"'), 'true', 'bash')),
  bad('PR215', 'an exit status in words', proof(ok('exit="zero"'), 'true', 'bash')),
  bad('PR215', 'an exit status for js', proof(ok('exit="0"'))),
  bad('PR216', 'an expect block of no proof', `${GOOD}\n\n${fence('text', 'expect of="other"', 'x')}`, 9),
  bad('PR216', 'a control of no proof', `${GOOD}\n\n${fence('js', 'control of="other" title="x"', 'x()')}`, 9),
  bad('PR217', 'an empty expect block', `${GOOD}\n\n${fence('text', 'expect of="good"', '')}`, 9),
  bad('PR218', 'a misspelt marker', fence('js', 'prof id="a" title="t"', "check('x', 1)")),
  bad('PR218', 'a marker that was left out', fence('js', 'id="a" title="t"', "check('x', 1)")),
  bad('PR218', 'a marker in capitals', fence('js', 'Proof id="a" title="t"', "check('x', 1)")),
  bad('PR219', 'inputs above the project', proof(ok('inputs="../x/*"'))),
  bad('PR219', 'inputs from the root of the machine', proof(ok('inputs="/etc/*"'))),
  withMatrix('PR301', 'YAML that cannot be read', '- id: A\n  group: "g\n', 3),
  withMatrix('PR302', 'a row without a claim', '- {id: A, group: g, claim: c}\n- {id: B, group: g}\n', 2),
  withMatrix('PR302', 'a field that no one knows', '- {id: A, group: g, claim: c, verdict: proved}\n', 1),
  withMatrix('PR302', 'a file that is no list', 'rows: 1\n', 1),
  withMatrix('PR303', 'a row id twice', '- {id: A, group: g, claim: c}\n- {id: A, group: g, claim: d}\n', 2),
  withMatrix('PR304', 'a page that is not there', '- {id: A, group: g, claim: c, page: nowhere}\n', 1),
  withMatrix('PR304', 'a heading that is not there', '- {id: A, group: g, claim: c, page: "index#nowhere"}\n', 1),
  withConfig('PR401', 'a configuration that throws', "throw new Error('no');\n"),
  withConfig('PR401', 'a configuration that cannot be read', 'export default {{\n'),
  withConfig('PR402', 'a field that no one knows', 'export default { colour: 1 };\n'),
  withConfig(
    'PR402',
    'a fixture whose module is not there',
    "export default { fixtures: { a: { module: 'a.ts' } } };\n",
  ),
  withConfig(
    'PR402',
    'a fixture that needs one that is not declared',
    "export default { fixtures: { a: { needs: ['b'] } } };\n",
  ),
  withConfig(
    'PR402',
    'a redaction in small letters',
    "export default { redactions: [{ name: 'id', pattern: /x/ }] };\n",
  ),
  withArgs('PR601', 'a name that nothing has', ['nothing']),
  withArgs('PR602', 'an option that no one knows', ['--colour']),
  withArgs('PR602', 'a shard that is no part', ['--shard', '3/2']),
  withArgs('PR602', 'no times', ['--repeat', '0']),
  withArgs('PR602', 'to accept without names', ['--accept']),
  { code: 'PR603', claim: 'a folder without pages', files: { 'content/readme.txt': 'x' }, at: 'content:1' },
];

interface Told {
  readonly code: string;
  readonly hint: string;
  readonly title: string;
  readonly place: { readonly file: string; readonly line: number };
}
const seen = new Set<string>();

async function told(project: Scratch, args: readonly string[]): Promise<readonly Told[]> {
  const { code, out } = await project.run('proofs', '--json', ...args);
  expect(code).toBe(2);
  const { problems }: { problems: Told[] } = JSON.parse(out);
  return problems;
}

describe('a mistake is told with its code, place and hint', () => {
  test.each(CASES)('$code $claim', async ({ code, files, at, args = ['--list'] }) => {
    const problems = await told(new Scratch(files), args);
    expect(problems.map((one) => `${one.code} ${one.place.file}:${one.place.line}`)).toEqual([`${code} ${at}`]);
    expect(problems[0]?.hint).not.toBe('');
    expect(problems[0]?.title).not.toBe('');
    seen.add(code);
  });

  test('PR501 a record that is none', async () => {
    const project = new Scratch({
      [INDEX]: page(GOOD),
      'proofs/good.json': '{"kind": "other"}',
      'proofs/good.txt': '',
    });
    const { code, err } = await project.run('verify');
    expect(code).toBe(1);
    expect(err).toMatch(/^proofs\/good\.json:1 PR501 .*\n {2}hint: .+\n$/);
    seen.add('PR501');
  });

  test('PR603 a folder that is no project', async () => {
    const project = new Scratch({ 'readme.txt': 'x' });
    const { code, err } = await project.run('matrix');
    expect([code, /PR603/.test(err)]).toEqual([2, true]);
  });

  test('PR601 a fixture that --without names and no one has', async () => {
    const { code, err } = await new Scratch({ [INDEX]: page(GOOD) }).run('check', '--without', 'docker');
    expect([code, /PR601 .*--without docker/.test(err)]).toEqual([2, true]);
  });

  afterAll(() =>
    expect([...seen].sort(), 'every code of the catalogue has a case').toEqual(Object.keys(PROBLEMS).sort()),
  );
});

describe('all mistakes are told at once', () => {
  test('five on three pages, in page order', async () => {
    const project = new Scratch({
      [INDEX]: page(proof('id="a"'), proof('id="B" title="t"')),
      'content/c.mdx': page(proof('id="a" title="t" colour="x"')),
      'content/d.mdx': 'no front matter\n',
    });
    const problems = await told(project, ['--list']);
    expect(problems.map((one) => `${one.code} ${one.place.file}:${one.place.line}`)).toEqual([
      'PR202 content/c.mdx:5',
      'PR104 content/d.mdx:1',
      `PR206 ${INDEX}:5`,
      `PR207 ${INDEX}:5`,
      `PR205 ${INDEX}:9`,
    ]);
  });

  test('for a person: place, code, title, detail, hint, and that nothing was run', async () => {
    const project = new Scratch({ [INDEX]: page(proof(ok('tiemout="1s"'))) });
    const { err, out } = await project.run('proofs');
    expect(out).toBe('');
    expect(err).toBe(
      `${INDEX}:5 PR202 Unknown attribute: tiemout\n  hint: Did you mean "timeout"?\n\n1 problem in the input; nothing was run.\n`,
    );
  });
});

describe('what is no mistake', () => {
  test.each([
    ['a fence without attributes', fence('js', '', 'check(1)')],
    ['a fence with attributes of the site', fence('js', 'title="x.js" {1}', 'check(1)')],
    ['a fence in a larger fence', `\`\`\`\`md\n${proof('id="Z"')}\n\`\`\`\``],
    ['a check in a template and after an address', js('a', 'const x = `http://x/${1}`; check("x", x)')],
    ['a check after an address in quotes', js('a', "const x = 'http://x'; check('x', x)")],
    ['a check over two lines', js('a', 'check\n(1, 1)')],
    ['bash with an expect block', `${bash('a', 'echo 1', '')}\n\n${fence('text', 'expect of="a"', '1')}`],
  ])('%s', async (_claim, text) => {
    const { code, err } = await new Scratch({ [INDEX]: page(text) }).run('proofs', '--list');
    expect([code, err]).toEqual([0, '']);
  });
});
