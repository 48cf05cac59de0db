import { spawn } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bash, js, page, Scratch } from '../support/scratch.ts';

const stale = async (project: Scratch): Promise<string[]> => {
  const states = await project.states();
  return Object.keys(states)
    .filter((id) => states[id] === 'stale')
    .sort();
};

describe('a change makes exactly the proofs that depend on it stale', () => {
  // The names stand in no script as they are, so that only the tracing can find them.
  const NAMES =
    "const X = 'da' + 'ta/x.txt', J = './da' + 'ta/x.json', CODE = 'require(`fs`).readFileSync(`' + X + '`)'";
  const READS: readonly [api: string, code: string][] = [
    ['read-file-sync', "fs.readFileSync(X, 'utf8')"],
    ['read-file', 'await new Promise((done) => fs.readFile(X, done))'],
    ['promises', 'await fs.promises.readFile(X)'],
    ['url', "fs.readFileSync(new URL(X, 'file://' + process.cwd() + '/'))"],
    ['buffer', 'fs.readFileSync(Buffer.from(X))'],
    ['open', 'const f = fs.openSync(X); fs.readSync(f, Buffer.alloc(1))'],
    ['open-async', 'const f = await fs.promises.open(X); await f.read(Buffer.alloc(1)); await f.close()'],
    ['stream', "await new Promise((done) => fs.createReadStream(X).on('data', () => {}).on('close', done))"],
    ['copy', "fs.copyFileSync(X, process.env.TMPDIR + '/y')"],
    ['cp', "fs.cpSync(X.slice(0, 4), process.env.TMPDIR + '/d', { recursive: true })"],
    ['blob', 'await (await fs.openAsBlob(X)).text()'],
    ['named-import', "const { readFile } = await import('node:fs/promises'); await readFile(X)"],
    ['stat', 'fs.statSync(X)'],
    [
      'worker',
      "const { Worker } = await import('node:worker_threads'); await new Promise((done) => new Worker(CODE, { eval: true }).on('exit', done))",
    ],
    ['child', 'await $`node -e ${CODE}`.quiet()'],
    [
      'child-emptied',
      "const { execFileSync } = await import('node:child_process'); execFileSync(process.execPath, ['-e', CODE], { env: {} })",
    ],
    [
      'child-spawned',
      "const { spawn } = await import('node:child_process'); await new Promise((done) => spawn(process.execPath, ['-e', CODE], { env: {} }).on('exit', done))",
    ],
    ['json', "await import(J, { with: { type: 'json' } })"],
    ['require', "const { createRequire } = await import('node:module'); createRequire(process.cwd() + '/a.js')(J)"],
  ];

  test('a file, whatever reads it', async () => {
    const project = new Scratch({
      'content/index.mdx': page(
        ...READS.map(([api, code]) =>
          js(api, `${NAMES}; const fs = await import('node:fs').then((m) => m.default); ${code}; check('t', true)`),
        ),
        bash('by-name', 'cat data/x.txt > /dev/null'),
        bash('not', 'true'),
      ),
      'data/x.txt': 'one\n',
      'data/x.json': '1',
      'data/other.txt': 'x',
    });
    const { code, out, err } = await project.run('proofs');
    expect(code, out + err).toBe(0);
    project.write('data/x.txt', 'two\n');
    project.write('data/x.json', '2');
    expect(await stale(project)).toEqual([...READS.map(([api]) => api), 'by-name'].sort());
  });

  test('a module that a nested Node process loads, also from an emptied environment', async () => {
    const project = new Scratch({
      'content/index.mdx': page(
        bash('nested', 'node tool.mjs'),
        bash('emptied', 'env -i "$(command -v node)" tool.mjs'),
        bash('deeper', 'bash -c "bash -c \'node tool.mjs\'"'),
        bash('other', 'node other.mjs'),
        js('import', "check('t', (await import('./lib/a.mjs')).a, 1)"),
      ),
      'tool.mjs': "import { a } from './lib/a.mjs';\nconsole.log(a);\n",
      'other.mjs': 'console.log(2);\n',
      'lib/a.mjs': "export { a } from './b.mjs';\n",
      'lib/b.mjs': 'export const a = 1;\n',
    });
    expect((await project.run('proofs')).code).toBe(0);
    project.write('lib/b.mjs', 'export const a = 1; // other\n');
    expect(await stale(project)).toEqual(['deeper', 'emptied', 'import', 'nested']);
    expect(JSON.parse(project.read('proofs/emptied.json')).untraced).toHaveLength(1);
    expect(JSON.parse(project.read('proofs/nested.json')).untraced).toEqual([]);
  });

  test('what is not there yet, and what is listed or matched', async () => {
    const project = new Scratch({
      'content/index.mdx': page(
        js('looked', "const fs = await import('node:fs'); check('t', fs.existsSync('later.txt') || true)"),
        js(
          'caught',
          "const fs = await import('node:fs'); try { fs.readFileSync('later.txt') } catch {} ; check('t', true)",
        ),
        js('imported', "try { await import('./later.mjs') } catch {} ; check('t', true)"),
        js(
          'required',
          "const { createRequire } = await import('node:module'); try { createRequire(process.cwd() + '/a.js')('./later') } catch {} ; check('t', true)",
        ),
        js('listed', "const fs = await import('node:fs'); fs.readdirSync('fol' + 'der'); check('t', true)"),
        js(
          'walked',
          "const fs = await import('node:fs'); fs.readdirSync('fol' + 'der', { recursive: true }); check('t', true)",
        ),
        js('globbed', "const fs = await import('node:fs'); fs.globSync('folder/*/*.txt'); check('t', true)"),
        bash('globs', 'true', 'exit="0" inputs="folder/**/*.txt"'),
        bash('in-words', 'cat folder/sub/*.txt'),
        bash('folder-in-words', 'ls folder'),
        bash('not', 'test -n x'),
      ),
      'folder/sub/a.txt': 'a\n',
      'test/x.txt': 'a\n',
    });
    const { code, out, err } = await project.run('proofs');
    expect(code, out + err).toBe(0);
    project.write('test/y.txt', 'none looks here');
    expect(await stale(project)).toEqual([]);
    project.write('later.txt', '');
    expect(await stale(project)).toEqual(['caught', 'looked']);
    project.write('later.mjs', '');
    project.write('later.json', '1');
    expect(await stale(project)).toEqual(['caught', 'imported', 'looked', 'required']);
    project.remove('later.txt');
    project.remove('later.mjs');
    project.remove('later.json');
    expect(await stale(project)).toEqual([]);
    project.write('folder/sub/b.txt', '');
    expect(await stale(project)).toEqual(['folder-in-words', 'globbed', 'globs', 'in-words', 'walked']);
    project.remove('folder/sub/b.txt');
    project.write('folder/c.md', '');
    // Node expands a pattern by listing folders, so one more name there counts too.
    expect(await stale(project)).toEqual(['folder-in-words', 'globbed', 'listed', 'walked']);
    project.remove('folder/c.md');
    project.write('folder/sub/a.txt', 'b\n');
    expect(await stale(project)).toEqual(['folder-in-words', 'globbed', 'globs', 'in-words']);
  });

  test('a lock file, and how modules are read; not the rest of package.json', async () => {
    const project = new Scratch({
      'content/index.mdx': page(bash('a', 'true')),
      'package.json': '{"type": "module"}',
      'package-lock.json': '{}',
    });
    await project.run('proofs');
    project.write('package.json', '{"type": "module", "description": "x"}');
    expect(await stale(project)).toEqual([]);
    project.write('package.json', '{"type": "commonjs"}');
    expect(await stale(project)).toEqual(['a']);
    project.write('package.json', '{"type": "module"}');
    project.write('package-lock.json', '{"x": 1}');
    expect(await stale(project)).toEqual(['a']);
  });

  test('a touched file with the same content changes nothing, nor does a title', async () => {
    const project = new Scratch({ 'content/index.mdx': page(bash('a', 'cat x.txt')), 'x.txt': 'x\n' });
    await project.run('proofs');
    utimesSync(project.at('x.txt'), 1, 1);
    project.write('content/index.mdx', page(bash('a', 'cat x.txt').replace('title="t"', 'title="other"')));
    expect(await stale(project)).toEqual([]);
  });

  test.each([
    ['the script', (text: string) => text.replace('echo 1', 'echo 2')],
    ['the expected exit', (text: string) => text.replace('exit="0"', 'exit="1"')],
    ['the timeout', (text: string) => text.replace('exit="0"', 'exit="0" timeout="9s"')],
    ['a pinned line', (text: string) => `${text}\n\`\`\`text expect of="a"\n1\n\`\`\`\n`],
  ])('%s of a proof', async (_what, edit) => {
    const project = new Scratch({ 'content/index.mdx': page(bash('a', 'echo 1')) });
    await project.run('proofs');
    project.write('content/index.mdx', edit(project.read('content/index.mdx')));
    expect(await stale(project)).toEqual(['a']);
  });
});

describe('what is kept', () => {
  const two = { 'content/index.mdx': page(bash('a', 'cat x.txt'), bash('b', 'echo b')), 'x.txt': '1\n' };

  test('a failing proof keeps its good evidence, and makes its row failing until it holds again', async () => {
    const matrix = '- {id: R, group: g, claim: c}\n';
    const text = page(bash('a', 'cat x.txt; grep -q 1 x.txt', 'exit="0" covers="R"'));
    const project = new Scratch({ 'content/index.mdx': text, 'content/matrix.yaml': matrix, 'x.txt': '1\n' });
    const verdict = async (): Promise<string> =>
      JSON.parse((await project.run('matrix', '--json')).out).rows[0].verdict;
    expect(await verdict()).toBe('unproved');
    await project.run('proofs');
    const good = [project.transcript('a'), project.read('proofs/a.json')];
    expect(await verdict()).toBe('weak');
    project.write('x.txt', '2\n');
    expect(await verdict()).toBe('stale');
    expect((await project.run('proofs')).code).toBe(1);
    expect([project.transcript('a'), project.read('proofs/a.json')]).toEqual(good);
    expect(await verdict()).toBe('failing');
    project.write('x.txt', '1\n');
    expect(await verdict()).toBe('failing');
    expect((await project.run('verify')).code).toBe(0);
    expect((await project.run('proofs')).code).toBe(0);
    expect(await verdict()).toBe('weak');
  });

  test('the failure of a proof that has since been rewritten is forgotten', async () => {
    const project = new Scratch({ 'content/index.mdx': page(bash('a', 'false')) });
    await project.run('proofs');
    expect(await project.states()).toEqual({ a: 'failing' });
    project.write('content/index.mdx', page(bash('a', 'true')));
    expect(await project.states()).toEqual({ a: 'missing' });
  });

  test('a proof that moves in its page gets a new record without a run', async () => {
    const project = new Scratch(two);
    await project.run('proofs');
    const ran = project.read('proofs/.run/a.json');
    project.write('content/index.mdx', page('one more paragraph', bash('a', 'cat x.txt'), bash('b', 'echo b')));
    expect((await project.run('check')).code).toBe(1);
    const { out } = await project.run('proofs');
    expect(out).toContain('2 fresh, not run again');
    expect(JSON.parse(project.read('proofs/a.json')).proof.line).toBe(7);
    expect(project.read('proofs/.run/a.json')).toBe(ran);
    expect((await project.run('check')).code).toBe(0);
  });

  test('nothing is written for a run that brings nothing new', async () => {
    const project = new Scratch(two);
    await project.run('proofs', '--all');
    const before = project.tree('proofs');
    await project.run('proofs', '--all');
    const kept = (tree: Record<string, string>) => Object.entries(tree).filter(([name]) => !name.startsWith('.run'));
    expect(kept(project.tree('proofs'))).toEqual(kept(before));
  });

  test('orphans are told by check and verify, and removed by proofs, with the notes of the last run', async () => {
    const project = new Scratch({
      ...two,
      'content/index.mdx': page(
        bash('a', 'cat x.txt'),
        bash('b', 'echo b'),
        bash('c', 'false'),
        js('d', "attach('f.txt', 'x'); check('t', 1)"),
      ),
    });
    await project.run('proofs');
    project.write('content/index.mdx', page(bash('a', 'cat x.txt')));
    const checked = await project.run('check');
    expect([checked.code, checked.err]).toEqual([
      1,
      ['b', 'd'].map((id) => `proofs/${id}.json:1 no page has this proof; npm run proofs removes it\n`).join(''),
    ]);
    expect((await project.run('verify')).out).toContain('✗ b  proofs/b.json  no page has this proof');
    await project.run('proofs');
    expect(Object.keys(project.tree('proofs')).filter((name) => !name.includes('compile-cache'))).toEqual([
      '.run/a.json',
      'a.json',
      'a.txt',
    ]);
    expect((await project.run('check')).code).toBe(0);
  });

  test.each([
    ['a new transcript with the old record', 'a.txt'],
    ['an old transcript with the new record', 'a.json'],
  ])('a torn pair is run again and never verified: %s', async (_which, file) => {
    const project = new Scratch(two);
    await project.run('proofs');
    const old = project.read(`proofs/${file}`);
    project.write('x.txt', '2\n');
    await project.run('proofs');
    const fresh = project.read(`proofs/${file}`);
    expect(fresh).not.toBe(old);
    project.write(`proofs/${file}`, old);
    expect((await project.run('verify')).code).toBe(1);
    expect(await stale(project)).toEqual(['a']);
    expect((await project.run('proofs')).out).toContain('1 held, 1 fresh');
    expect(project.read(`proofs/${file}`)).toBe(fresh);
  });

  test.each([['a.txt'], ['a.json']])('%s alone is none', async (gone) => {
    const project = new Scratch(two);
    await project.run('proofs');
    project.remove(`proofs/${gone}`);
    expect(await project.states()).toEqual({ a: 'missing', b: 'held' });
    expect((await project.run('verify')).code).toBe(1);
  });

  test('attachments are kept, digested, and missed', async () => {
    const text = page(
      js('a', "const fs = await import('node:fs'); attach('f.txt', fs.readFileSync('x.txt')); check('t', 1)"),
    );
    const project = new Scratch({ 'content/index.mdx': text, 'x.txt': 'one' });
    await project.run('proofs');
    expect(project.read('proofs/a/f.txt')).toBe('one');
    expect((await project.run('verify')).code).toBe(0);
    for (const spoil of [
      () => project.write('proofs/a/f.txt', 'onf'),
      () => project.write('proofs/a/g.txt', ''),
      () => project.remove('proofs/a'),
    ]) {
      spoil();
      expect((await project.run('verify')).code).toBe(1);
      expect(await stale(project)).toEqual(['a']);
      expect((await project.run('proofs')).code).toBe(0);
      expect((await project.run('verify')).code).toBe(0);
    }
    project.write('x.txt', 'two');
    await project.run('proofs');
    expect(project.read('proofs/a/f.txt')).toBe('two');
    expect(Object.keys(project.tree('proofs/.run')).filter((name) => name.includes('staged'))).toEqual([]);
  });
});

test('command lines of other processes do not become inputs when a proof ends a command', async () => {
  const stranger = spawn('sleep', ['60'], { argv0: 'made_up/name --with words', stdio: 'ignore' });
  onTestFinished(() => void stranger.kill());
  const script =
    "const running = $`sleep 30`.quiet().nothrow(); await running.kill(); await running; check('ended', true)";
  const project = new Scratch({ 'content/index.mdx': page(js('a', script)) });
  expect((await project.run('proofs')).code).toBe(0);
  const inputs = Object.keys(JSON.parse(project.read('proofs/a.json')).inputs);
  expect(inputs.filter((name) => name.startsWith('made_up'))).toEqual([]);
});
