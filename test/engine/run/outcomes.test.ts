import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { bash, fence, js, page, Scratch } from '../support/scratch.ts';

interface Case {
  readonly claim: string;
  readonly proof: (id: string) => string;
  readonly outcome: string;
  readonly words: RegExp;
}
const inJs = (claim: string, script: string, outcome: string, words: RegExp): Case => ({
  claim,
  proof: (id) => js(id, script),
  outcome,
  words,
});
const inBash = (claim: string, script: string, outcome: string, words: RegExp, meta = 'exit="0"'): Case => ({
  claim,
  proof: (id) => bash(id, script, meta),
  outcome,
  words,
});
const expecting = (id: string, lines: string): string => `\n\n${fence('text', `expect of="${id}"`, lines)}`;

const CASES: readonly Case[] = [
  inJs(
    'a check that fails, and the script goes on',
    "check('a', 1, 2); check('b', 3, 3); check('c', 4, 5)",
    'check-failed',
    /a \(and 1 more\)/,
  ),
  inJs('numbers are not texts', "check('a', 1, '1')", 'check-failed', /a/),
  inJs('a check that is not awaited', "check('a', Promise.resolve(1), 1)", 'exit-nonzero', /await the value first/),
  inJs('a command that fails', "check('a', true); await $`exit 4`", 'exit-nonzero', /exit 4/),
  inJs('an exception', "check('a', true); throw new RangeError('far out')", 'exit-nonzero', /RangeError: far out/),
  inJs(
    'an unhandled rejection',
    "check('a', true); Promise.reject(new Error('later')); await new Promise((r) => setTimeout(r, 50))",
    'exit-nonzero',
    /later/,
  ),
  inJs('a syntax error', 'check(', 'exit-nonzero', /SyntaxError/),
  inJs(
    'process.exit(0) in the middle',
    "check('a', true); process.exit(0)",
    'exit-nonzero',
    /before its last line, exit 0/,
  ),
  inJs('an exit code that is set', "check('a', true); process.exitCode = 3", 'exit-nonzero', /exit 3/),
  inJs(
    'an await that nothing settles',
    "check('a', true); await new Promise(() => {})",
    'exit-nonzero',
    /nothing will settle/,
  ),
  inJs('no check is reached', "if (process.env.NEVER) check('a', true)", 'exit-nonzero', /no check was reached/),
  inJs(
    'it ends itself by a signal',
    "check('a', true); process.kill(process.pid, 'SIGKILL'); await sleep(1000)",
    'exit-nonzero',
    /SIGKILL/,
  ),
  inBash('a command in the middle fails', 'echo a\nfalse\necho b', 'exit-nonzero', /exit 1: false/),
  inBash(
    'the expected status comes too early',
    'exit 3\necho b',
    'exit-nonzero',
    /before the last command/,
    'exit="3"',
  ),
  inBash('another status than expected', 'exit 3', 'exit-nonzero', /exit 3, not 4/, 'exit="4"'),
  inBash('success where a failure is expected', 'true', 'exit-nonzero', /exit 0, not 4/, 'exit="4"'),
  inBash('a syntax error', 'if true; then', 'exit-nonzero', /exit/),
  inBash(
    'a shell that replaces itself in the middle',
    'exec true\necho never',
    'exit-nonzero',
    /before the last command/,
  ),
  {
    claim: 'a pinned line that is not printed',
    proof: (id) => `${bash(id, 'echo one', '')}${expecting(id, 'two')}`,
    outcome: 'output-differs',
    words: /two/,
  },
  {
    claim: 'pinned blocks in the wrong order',
    proof: (id) => `${bash(id, 'echo one; echo two', '')}${expecting(id, 'two')}${expecting(id, 'one')}`,
    outcome: 'output-differs',
    words: /one/,
  },
  inBash('output without end', 'yes 0123456789012345678901234567890123456789', 'output-too-large', /10 MiB/),
  inBash(
    'a second of time for two seconds of work',
    'echo begun; sleep 20',
    'timed-out',
    /0\.4 s/,
    'exit="0" timeout="400ms"',
  ),
  inJs('a loop that never yields', "check('a', true); for (;;);", 'timed-out', /0\.5 s/),
  inBash(
    'TERM is ignored',
    "trap '' TERM; while true; do sleep 0.1; done",
    'timed-out',
    /0\.3 s/,
    'exit="0" timeout="300ms"',
  ),
  inBash('a process is left', 'sleep 300 &', 'left-traces', /process sleep/),
  inBash(
    'a process in a session of its own is left',
    'setsid sleep 301 >/dev/null 2>&1 &',
    'left-traces',
    /process sleep/,
  ),
  inBash(
    'one that prints on is left, and not waited for',
    '(while true; do echo x; sleep 0.01; done) &',
    'left-traces',
    /process/,
  ),
  inBash(
    'a secret',
    'p=sk; echo "key: ${p}_live_0123456789abcdefghij"',
    'leaked-secret',
    /Stripe key, line 2; nothing was kept/,
  ),
  inJs(
    'a secret in a kept file',
    "check('a', true); attach('x.txt', ['sk', 'live', '0123456789abcdefghij'].join('_'))",
    'leaked-secret',
    /x\.txt/,
  ),
  inBash('a process that ends soon is none that is left', 'sleep 0.1 &', 'held', /held/),
  inJs(
    'a value that was redacted is not told in the failure',
    "redact('hush-hush-1', 'QUIET'); check('a', 'hush-hush-1', 'x')",
    'check-failed',
    /a/,
  ),
];
const TIMEOUT = /never yields/;

let project: Scratch;
let results: Record<string, { outcome: string; words: string; tookMs: number; place: { line: number } }>;
let text: string;
beforeAll(async () => {
  const blocks = CASES.map((one, index) => {
    const block = one.proof(`case-${index}`);
    return TIMEOUT.test(one.claim) ? block.replace('title="t"', 'title="t" timeout="500ms"') : block;
  });
  project = new Scratch({ 'content/index.mdx': page(...blocks) }, 'file');
  const { out, err } = await project.run('proofs', '--json');
  const {
    proofs,
  }: { proofs: { id: string; outcome: string; words: string; tookMs: number; place: { line: number } }[] } =
    JSON.parse(out);
  results = Object.fromEntries(proofs.map((one) => [one.id, one]));
  text = out + err;
});

describe('an outcome', () => {
  test.each(CASES.map((one, index) => ({ ...one, id: `case-${index}` })))(
    '$claim: $outcome',
    ({ id, outcome, words }) => {
      expect(results[id]?.outcome, results[id]?.words).toBe(outcome);
      expect(results[id]?.words).toMatch(words);
    },
  );

  test('only what held is kept', () => {
    const held = CASES.flatMap((one, index) => (one.outcome === 'held' ? [`case-${index}`] : []));
    expect(readdirSync(project.at('proofs')).sort()).toEqual(
      ['.run', ...held.flatMap((id) => [`${id}.json`, `${id}.txt`])].sort(),
    );
  });

  test('a secret is nowhere on the disk or in what was said', () => {
    const files = Object.entries(project.tree('proofs')).filter(([, content]) => content.includes('sk_live_'));
    expect(files.map(([name]) => name)).toEqual([]);
    expect(text).not.toContain('sk_live_');
    expect(text).not.toContain('hush-hush');
  });

  test('nothing of a proof still runs', () => {
    const left = readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && commandOf(pid).match(/^sleep\0(?:300|301)\0$/),
    );
    expect(left).toEqual([]);
  });

  test('the partial text of one that timed out is kept beside, not as evidence', () => {
    const index = CASES.findIndex((one) => one.claim.startsWith('a second of time'));
    expect(project.read(`proofs/.run/case-${index}.txt`)).toBe('$ echo begun; sleep 20\nbegun\n');
    expect(existsSync(project.at(`proofs/case-${index}.txt`))).toBe(false);
  });

  test('a failed check is told at its line of the page', () => {
    const text = page('text\n\n```js proof id="a" title="t"\nconst x = 1\n\ncheck(\'x\', x, 2)\n```');
    const line = text.split('\n').indexOf("check('x', x, 2)") + 1;
    const scratch = new Scratch({ 'content/index.mdx': text });
    return expect(scratch.run('proofs').then(({ out }) => out)).resolves.toContain(
      `content/index.mdx:${line}\n  check failed: x\n    expected  2\n    but was   1\n`,
    );
  });
});

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
const running = (mark: string): string[] =>
  readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(mark));

describe('a timeout ends', () => {
  test.each([
    ['a grandchild in a session of its own', 'setsid sleep MARK & wait'],
    ['one that ignores hang-ups', 'nohup sleep MARK >/dev/null 2>&1 & wait'],
    ['one with an emptied environment in a session of its own', 'env -i setsid sleep MARK >/dev/null 2>&1 & sleep 30'],
    [
      'one with an emptied environment whose parent is gone',
      '(env -i setsid sleep MARK >/dev/null 2>&1 & sleep 0.5); sleep 30',
    ],
    ['one whose parent is gone', '(setsid sleep MARK >/dev/null 2>&1 &) ; sleep 30'],
  ])('%s', async (claim, script) => {
    const mark = `3${Math.floor(Math.random() * 1e6)}.5`;
    const scratch = new Scratch({
      'content/index.mdx': page(bash('a', script.replace('MARK', mark), 'exit="0" timeout="900ms"')),
    });
    expect(await scratch.outcomes(), claim).toEqual({ a: 'timed-out' });
    expect(running(mark)).toEqual([]);
  });
});

describe('files', () => {
  const change = [
    bash('adds', 'echo x > new.txt'),
    bash('changes', 'echo x >> kept.txt'),
    bash('same', 'cp kept.txt k2; mv k2 kept.txt; touch kept.txt'),
    bash('in-new-folder', 'mkdir -p d/e; echo 1 > d/e/f'),
    bash('in-empty-folder', 'echo 1 > empty/f'),
    bash('removes', 'rm gone.txt'),
    bash('made', 'mkdir -p dist; echo x > dist/x'),
    bash('writes', 'echo x > written.txt', 'exit="0" safety="writes"'),
  ];
  const files = { 'content/index.mdx': page(...change), 'kept.txt': '1\n', 'gone.txt': '2\n', 'empty/x/y.txt': '' };
  const told = async (scratch: Scratch): Promise<Record<string, string>> => {
    const words: Record<string, string> = {};
    for (const id of ['adds', 'changes', 'same', 'in-new-folder', 'in-empty-folder', 'removes', 'made', 'writes']) {
      const { proofs }: { proofs: { words: string }[] } = JSON.parse((await scratch.run('proofs', '--json', id)).out);
      words[id] = proofs[0]?.words ?? '';
    }
    return words;
  };
  const expected = {
    adds: 'left traces: new.txt',
    changes: 'left traces: kept.txt',
    same: 'held',
    'in-new-folder': 'left traces: d/e/f',
    'in-empty-folder': 'left traces: empty/f',
    removes: 'left traces: gone.txt',
    made: 'held',
    writes: 'held',
  };
  test('that are left are told, without git', async () => expect(await told(new Scratch(files))).toEqual(expected));
  test('that are left are told, with git; what it ignores is not', async () => {
    const scratch = new Scratch({ ...files, '.gitignore': 'dist/\nproofs/\nignored/\n*.log\n', 'ignored/a': '' });
    execFileSync('git', ['init', '-q'], { cwd: scratch.root });
    execFileSync('git', ['add', '.'], { cwd: scratch.root });
    expect(await told(scratch)).toEqual(expected);
    scratch.write('content/index.mdx', page(bash('ignored', 'echo 1 > a.log; echo 1 > ignored/b')));
    expect(await scratch.outcomes('ignored')).toEqual({ ignored: 'held' });
  });
  test('belong to those that ran when the change was seen, not to later ones', async () => {
    const scratch = new Scratch({
      'content/index.mdx': page(bash('a', 'echo 1 > f'), ...[1, 2, 3].map((n) => bash(`b${n}`, 'sleep 0.15'))),
    });
    expect(await scratch.outcomes()).toMatchObject({ a: 'left-traces', b2: 'held', b3: 'held' });
  });
});
