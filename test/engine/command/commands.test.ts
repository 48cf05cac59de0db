import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bash, fence, js, page, Scratch } from '../support/scratch.ts';

const index = (...parts: string[]) => ({ 'content/index.mdx': page(...parts) });
const expecting = (id: string, lines: string): string => fence('text', `expect of="${id}"`, lines);
interface Facts {
  readonly proofs: readonly {
    readonly id: string;
    readonly good: boolean;
    readonly outcome: string;
    readonly words: string;
    readonly place: { file: string; line: number };
  }[];
  readonly fresh: number;
  readonly orphans: readonly string[];
}

describe('proofs', () => {
  const three = index(bash('a', 'echo a', 'exit="0" covers="R"'), bash('b', 'false'), bash('c', 'echo c'));
  const files = {
    ...three,
    'content/other/two.mdx': page(bash('d', 'echo d')),
    'content/matrix.yaml': '- {id: R, group: g, claim: c}\n',
  };

  test('runs what is stale, failing or missing; --all everything; exit 1 while one fails', async () => {
    const project = new Scratch(files);
    expect((await project.run('proofs')).code).toBe(1);
    const again = await project.run('proofs');
    expect(again.out).toMatch(/0 held, 1 did not hold, 3 fresh, not run again · /);
    expect((await project.run('proofs', '--all')).out).toMatch(/3 held, 1 did not hold · /);
  });

  test.each([
    ['an id', ['a'], ['a']],
    ['several', ['a', 'c'], ['a', 'c']],
    ['a page by file', ['content/other/two.mdx'], ['d']],
    ['a page by address', ['other/two'], ['d']],
    ['a row', ['R'], ['a']],
    ['a page and an id', ['./content/index.mdx', 'd'], ['a', 'b', 'c', 'd']],
  ])('takes %s', async (_what, names, ids) => {
    expect(Object.keys(await new Scratch(files).outcomes(...names)).sort()).toEqual(ids);
  });

  test('--json says the same as the text', async () => {
    const project = new Scratch(files);
    const text = await project.run('proofs', '--all');
    const { out, code } = await project.run('proofs', '--all', '--json');
    const facts: Facts = JSON.parse(out);
    expect(code).toBe(1);
    for (const { id, good, outcome, words, place } of facts.proofs) {
      expect(text.out).toMatch(new RegExp(`${good ? '✓' : '✗'} ${id} +${outcome}`));
      if (!good) expect(text.out).toContain(`✗ ${id}  ${place.file}:${place.line}\n  ${words}`);
    }
    expect([facts.fresh, facts.orphans]).toEqual([0, []]);
  });

  test('--list lists and runs nothing', async () => {
    const project = new Scratch(files);
    const { out, code } = await project.run('proofs', '--list');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^missing {2}a {2}content\/index\.mdx:5 {2}t\n[^]*4 proofs\n$/),
    ]);
    expect(Object.keys(project.tree())).not.toContain('proofs');
  });

  test('--shard takes parts that are disjoint and together whole', async () => {
    const project = new Scratch(index(...Array.from({ length: 10 }, (_, n) => bash(`p${n}`, 'true'))));
    const parts = [];
    for (const part of [1, 2, 3]) parts.push(Object.keys(await project.outcomes('--all', '--shard', `${part}/3`)));
    expect(parts.map((part) => part.length)).toEqual([4, 3, 3]);
    expect(new Set(parts.flat()).size).toBe(10);
  });

  test('--repeat finds one that prints something else, and one that fails now and then', async () => {
    const flaky = new Scratch(index(bash('prints', 'echo $RANDOM $RANDOM'), bash('steady', 'echo x')));
    const { code, out } = await flaky.run('proofs', '--repeat', '3');
    expect([code, /✗ prints +drift/.test(out), /✗ steady/.test(out)]).toEqual([1, true, false]);
    const failing = new Scratch({
      ...index(bash('fails', 'mkdir "$PROOFROOM_ROOT/dist/once"', 'exit="0"')),
      'dist/x': '',
    });
    expect((await failing.run('proofs', '--repeat', '2')).code).toBe(1);
  });

  test('a changed transcript is shown as a difference', async () => {
    const project = new Scratch({ ...index(bash('a', 'cat x.txt')), 'x.txt': 'one\nsame\n' });
    await project.run('proofs');
    project.write('x.txt', 'two\nsame\n');
    expect((await project.run('proofs')).out).toContain('    -one\n    +two\n     same\n');
  });

  test('warns of an elision and of a redaction that stand for nothing, at their place', async () => {
    const project = new Scratch(
      index(
        bash('a', 'echo a; echo b', ''),
        expecting('a', 'a\n...\nb'),
        js('r', "redact('never', 'NEVER'); check('t', 1)"),
      ),
    );
    const { err, code } = await project.run('proofs');
    expect(code).toBe(0);
    expect(err).toContain('content/index.mdx:11 warning: the elision ... stands for nothing');
    expect(err).toContain('content/index.mdx:15 warning: the redaction [NEVER] matches nothing');
  });

  test('warns of a day that comes from the clock', async () => {
    const project = new Scratch(index(bash('a', 'date -u +%F')));
    const { err, code } = await project.run('proofs');
    expect(code).toBe(0);
    expect(err).toMatch(
      /content\/index\.mdx:\d+ warning: \d{4}-\d\d-\d\d comes from the clock: another day prints another/,
    );
  });

  test('says --help', async () => {
    const { out, code } = await new Scratch(files).run('proofs', '--help');
    expect([code, out.includes('--accept'), out.includes('130 interrupted')]).toEqual([0, true, true]);
  });
});

describe('proofs --accept', () => {
  const text = page(
    bash('a', 'echo one; echo two; echo "took 5 units"; echo end', ''),
    expecting('a', 'one\n...\ntook ... units\nfin'),
    'between',
    bash('b', 'echo x; exit 1'),
    bash('c', 'echo c', ''),
    expecting('c', 'c!'),
  );

  test('rewrites what differs, keeps elisions that match, and keeps the evidence', async () => {
    const project = new Scratch({ 'content/index.mdx': text });
    const { code, out } = await project.run('proofs', '--accept', 'a');
    expect(code).toBe(0);
    expect(out).toContain('content/index.mdx:9 rewritten');
    expect(project.read('content/index.mdx')).toBe(text.replace('fin\n', 'end\n'));
    expect(await project.states()).toEqual({ a: 'held', b: 'missing', c: 'missing' });
  });
  test('several on one page', async () => {
    const project = new Scratch({ 'content/index.mdx': text });
    await project.run('proofs', '--accept', 'a', 'c');
    expect(project.read('content/index.mdx')).toBe(text.replace('fin\n', 'end\n').replace('c!\n', 'c\n'));
  });
  test('leaves the page of a proof that fails in another way', async () => {
    const project = new Scratch({ 'content/index.mdx': text });
    expect((await project.run('proofs', '--accept', 'b')).code).toBe(1);
    expect(project.read('content/index.mdx')).toBe(text);
  });
  test('never works without names', async () => {
    const project = new Scratch({ 'content/index.mdx': text });
    expect((await project.run('proofs', '--accept')).code).toBe(2);
    expect(project.read('content/index.mdx')).toBe(text);
  });
});

describe('check', () => {
  const files = { ...index(bash('a', 'cat x.txt'), bash('b', 'echo b')), 'x.txt': '1\n' };
  const found: readonly [claim: string, spoil: (project: Scratch) => void, says: RegExp][] = [
    ['a changed transcript', (project) => project.write('proofs/a.txt', 'other\n'), /prints something else/],
    ['an input that has changed', (project) => project.write('x.txt', '1\n\n'), /stale: x\.txt has changed/],
    ['a missing transcript', (project) => project.remove('proofs/a.txt'), /no evidence is committed/],
    ['a missing record', (project) => project.remove('proofs/a.json'), /no evidence is committed/],
    [
      'a record that leaves an input out',
      (project) =>
        project.write(
          'proofs/a.json',
          project
            .read('proofs/a.json')
            .replace(/ {4}"x\.txt": .*\n/, '')
            .replace(/,\n {2}\}/, '\n  }'),
        ),
      /x\.txt|canonical/,
    ],
    ['an orphan', (project) => project.write('proofs/z.txt', ''), /no page has this proof/],
    [
      'a proof that fails',
      (project) => project.write('x.txt/../content/index.mdx', page(bash('a', 'cat y.txt'), bash('b', 'echo b'))),
      /exit 1: cat y\.txt/,
    ],
    [
      'a title that the record does not have',
      (project) => project.write('content/index.mdx', files['content/index.mdx'].replace('title="t"', 'title="u"')),
      /does not say what the page says/,
    ],
  ];
  test('holds after proofs', async () => {
    const project = new Scratch(files);
    await project.run('proofs');
    const { code, out } = await project.run('check');
    expect([code, out]).toEqual([0, expect.stringContaining('2 passed, 0 failed\n')]);
  });
  test.each(found)('finds %s and writes nothing', async (_claim, spoil, says) => {
    const project = new Scratch(files);
    await project.run('proofs');
    spoil(project);
    const before = project.tree();
    const { code, out, err } = await project.run('check');
    expect(code).toBe(1);
    expect(out + err).toMatch(says);
    expect(project.tree()).toEqual(before);
  });
  test('of no proof does not hold', async () => {
    const { code, err } = await new Scratch(index('text')).run('check');
    expect([code, err]).toEqual([1, 'There is no proof: a check of nothing does not hold.\n']);
  });
  test('leaves no folder behind, in a git project neither', async () => {
    const project = new Scratch({ ...files, '.gitignore': 'proofs/.run/\n' });
    execFileSync('git', ['init', '-q'], { cwd: project.root });
    await project.run('proofs');
    project.remove('proofs/.run');
    const before = Object.keys(project.tree()).filter((name) => !name.startsWith('.git/'));
    expect((await project.run('check')).code).toBe(0);
    expect(Object.keys(project.tree()).filter((name) => !name.startsWith('.git/'))).toEqual(before);
  });
  test('trusts fresh evidence of a fixture that is waived or expensive, and says how much', async () => {
    const fixture = 'export const fixture = { async start() { throw new Error("not here"); } };\n';
    const project = new Scratch({
      ...index(bash('a', 'true'), bash('b', 'true')),
      'proofroom.config.ts': "export default { fixtures: { far: { module: 'f.mjs' } } };\n",
      'f.mjs': fixture.replace(
        'throw new Error("not here")',
        'return { async open() { return {}; }, async stop() {} }',
      ),
    });
    project.write('content/index.mdx', page(bash('a', 'true', 'exit="0" needs="far"'), bash('b', 'true')));
    await project.run('proofs');
    const waived = await project.run('check', '--without', 'far');
    expect([waived.code, /1 held, 1 fresh, not run again/.test(waived.out)]).toEqual([0, true]);
    project.write('f.mjs', fixture);
    expect((await project.run('check', '--without', 'far')).code).toBe(1);
  });
  test('runs what needs an expensive fixture again when that is asked for', async () => {
    const project = new Scratch({
      'proofroom.config.ts': "export default { fixtures: { far: { module: 'f.mjs', expensive: true } } };\n",
      'f.mjs':
        'export const fixture = { async start() { return { async open() { return {}; }, async stop() {} }; } };\n',
    });
    project.write('content/index.mdx', page(bash('a', 'true', 'exit="0" needs="far"'), bash('b', 'true')));
    await project.run('proofs');
    const [trusting, asked] = [await project.run('check'), await project.run('check', '--with', 'far')];
    expect([trusting.code, /1 held, 1 fresh, not run again/.test(trusting.out)]).toEqual([0, true]);
    expect([asked.code, /2 held/.test(asked.out)]).toEqual([0, true]);
    expect((await project.run('check', '--with', 'near')).err).toContain('--with near');
  });
});

describe('verify', () => {
  test('finds each changed byte, and writes nothing', async () => {
    const project = new Scratch({
      ...index(bash('a', 'cat x.txt; echo é'), js('b', "check('t', [1, 2], [1, 2])")),
      'x.txt': '1\n',
    });
    await project.run('proofs');
    expect((await project.run('verify')).code).toBe(0);
    const names = ['proofs/a.txt', 'proofs/a.json', 'proofs/b.txt', 'proofs/b.json'];
    const missed: string[] = [];
    let state = 7;
    const random = (below: number): number => (state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647) % below;
    for (let turn = 0; turn < 400; turn += 1) {
      const name = names[turn % names.length] ?? '';
      const good = Buffer.from(project.read(name));
      const at = random(good.length);
      const bad = Buffer.from(good);
      bad[at] = (Number(bad[at]) + 1 + random(255)) % 256;
      project.write(name, bad);
      if ((await project.run('verify')).code !== 1) missed.push(`${name}:${at}`);
      project.write(name, good);
    }
    expect(missed).toEqual([]);
    expect((await project.run('verify')).code).toBe(0);
  });

  test.each([
    ['a byte too many', (text: Buffer) => Buffer.concat([text, Buffer.from('\n')])],
    ['a byte too few', (text: Buffer) => text.subarray(0, -1)],
    ['CRLF line ends', (text: Buffer) => Buffer.from(text.toString().replaceAll('\n', '\r\n'))],
    ['a byte order mark', (text: Buffer) => Buffer.concat([Buffer.from('efbbbf', 'hex'), text])],
    ['nothing', () => Buffer.alloc(0)],
  ])('finds %s', async (_claim, edit) => {
    const project = new Scratch(index(bash('a', 'echo one')));
    await project.run('proofs');
    for (const name of ['proofs/a.txt', 'proofs/a.json']) {
      const good = project.read(name);
      project.write(name, edit(Buffer.from(good)));
      expect((await project.run('verify')).code).toBe(1);
      project.write(name, good);
    }
  });

  test('of no proof does not hold; --json says the same', async () => {
    expect((await new Scratch(index('text')).run('verify')).code).toBe(1);
    const project = new Scratch(index(bash('a', 'echo one'), bash('b', 'echo b')));
    await project.run('proofs', 'a');
    const { out, code } = await project.run('verify', '--json');
    expect([code, JSON.parse(out).proofs]).toEqual([
      1,
      { held: 1, findings: [{ id: 'b', file: 'content/index.mdx:9', why: 'missing: not run yet' }], orphans: [] },
    ]);
  });
});

describe('what pages and programs print does not reach the terminal raw', () => {
  const hostile = 'a\u{1b}[2J\u{1b}]0;x\u{7}\u{202e}\u{9b}31m';
  const raw = /[\u{0}-\u{8}\u{b}-\u{1f}\u{7f}-\u{9f}\u{202e}]/u;
  const files = {
    'content/index.mdx': page(
      fence(
        'js',
        `proof id="a" title="${hostile}" covers="R"`,
        `throw new Error(${JSON.stringify(hostile)}); check('x', 1)`,
      ),
      fence('js', `proof id="b" title="t"`, `check(${JSON.stringify(hostile)}, ${JSON.stringify(hostile)}, 1)`),
      fence('bash', `proof id="c" title="t"`, `printf '${hostile}'`),
      expecting('c', hostile),
    ),
    'content/matrix.yaml': `- {id: R, group: g, claim: ${JSON.stringify(hostile)}}\n`,
  };
  test.each([[[]], [['--json']], [['--github']], [['--list']], [['--list', '--json']]])('proofs %j', async (args) => {
    const { out, err } = await new Scratch(files).run('proofs', ...args);
    expect(raw.exec(out + err)).toBe(null);
    if (args.includes('--json')) expect(JSON.parse(out)).toBeTypeOf('object');
  });
  test('problems, matrix and verify', async () => {
    const project = new Scratch(files);
    const said = [
      await project.run('matrix'),
      await project.run('verify'),
      await project.run('matrix', '--json'),
      await project.run('proofs', hostile),
    ];
    expect(raw.exec(said.map(({ out, err }) => out + err).join(''))).toBe(null);
  });
  test('while its own colours do', async () => {
    const { out } = await new Scratch(files).runWith({ colour: true }, 'proofs');
    expect(out).toContain('\u{1b}[31m✗\u{1b}[0m a');
    expect(raw.exec(out.replaceAll(/\u{1b}\[(?:31|32|2|0)m/gu, ''))).toBe(null);
  });
  test('the text of --json is what was meant', async () => {
    const { out } = await new Scratch(files).run('proofs', '--list', '--json');
    expect(JSON.parse(out).proofs[0].title).toBe(hostile);
  });
});

describe('a figure', () => {
  test('is told and kept with the run, and leaves the evidence as it is', async () => {
    const project = new Scratch(
      index(js('a', "figure('rto', Math.round(performance.now() * 1000), 'us'); check('t', true)")),
    );
    const first = JSON.parse((await project.run('proofs', '--json')).out);
    expect(first.proofs[0].figures).toEqual([{ name: 'rto', value: expect.any(Number), unit: 'us' }]);
    expect(JSON.parse(project.read('proofs/.run/a.json')).figures).toEqual(first.proofs[0].figures);
    const evidence = project.read('proofs/a.json');
    const again = await project.run('proofs', '--all');
    expect(again.out).toMatch(/rto \d+ us/);
    expect(project.read('proofs/a.json')).toBe(evidence);
  });
  test('that is no number ends the proof', async () => {
    const project = new Scratch(index(js('a', "figure('rto', Number.NaN, 'us'); check('t', true)")));
    expect(await project.outcomes()).toEqual({ a: 'exit-nonzero' });
  });
});
