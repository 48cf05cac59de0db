import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fence, js, page, Scratch } from '../support/scratch.ts';

const RULE = 'export const limit = (amount) => amount <= 100;\n';
const PROOF = js(
  'limit',
  "const { limit } = await import('./rule.mjs')\ncheck('a hundred is allowed', limit(100))\ncheck('more is not', limit(101), false)",
  'covers="R-1"',
);
const MATRIX = '- {id: R-1, group: Rules, claim: "No more than a hundred."}\n';
const control = (title: string, script: string): string => fence('js', `control of="limit" title="${title}"`, script);
const project = (...controls: readonly string[]) =>
  new Scratch({ 'content/matrix.yaml': MATRIX, 'content/index.mdx': page(PROOF, ...controls), 'rule.mjs': RULE });
const WIDER = control('with a wider limit', "edit('rule.mjs', '100', '1000')");

interface Told {
  readonly controls: readonly { readonly outcome: string; readonly words: string }[];
  readonly fresh: number;
  readonly stale: number;
}
const run = async (scratch: Scratch, ...args: string[]) => {
  const said = await scratch.run('controls', '--json', ...args);
  const told: Told = JSON.parse(said.out);
  return { code: said.code, ...told };
};
const verdict = async (scratch: Scratch): Promise<string> => {
  const { rows }: { rows: { verdict: string }[] } = JSON.parse((await scratch.run('matrix', '--json')).out);
  return rows[0]?.verdict ?? '';
};

describe('a control', () => {
  it('that makes its proof fail at a check of its own is kept, and its row is proved until something changes', async () => {
    const scratch = project(WIDER);
    await scratch.run('proofs');
    expect(await verdict(scratch)).toBe('weak');
    expect(await run(scratch)).toMatchObject({
      code: 0,
      controls: [{ outcome: 'red', words: 'more is not: expected false, but was true' }],
    });
    expect(await verdict(scratch)).toBe('proved');
    expect(scratch.read('rule.mjs')).toBe(RULE);
    const record: { seen: { change: string }[] } = JSON.parse(scratch.read('proofs/limit.controls.json'));
    expect(record.seen[0]?.change).toBe('rule.mjs\n-100\n+1000');
    expect(await run(scratch)).toMatchObject({ code: 0, controls: [], fresh: 1 });
    expect(await run(scratch, '--check')).toMatchObject({ code: 0, controls: [], fresh: 1, stale: 0 });

    scratch.write('rule.mjs', `// The same rule.\n${RULE}`);
    await scratch.run('proofs');
    expect(await verdict(scratch)).toBe('weak');
    expect(await run(scratch, '--check')).toMatchObject({ code: 1, controls: [{ outcome: 'red' }], stale: 1 });
    expect(await run(scratch)).toMatchObject({ code: 0 });
    expect(await verdict(scratch)).toBe('proved');
  });

  it('has the packages of the project under one folder with its copy, and leaves those of the project alone', async () => {
    const script = [
      "const { createRequire } = await import('node:module')",
      "const found = createRequire(path.resolve('x.js')).resolve('dep')",
      "check('beside', found.startsWith(path.resolve('..')))",
      "await fs.remove('node_modules/dep/extra.js')",
      "const { limit } = await import('./rule.mjs')",
      "check('more is not', limit(101), false)",
    ];
    const scratch = new Scratch({
      'content/index.mdx': page(js('limit', script.join('\n')), WIDER),
      'rule.mjs': RULE,
      'node_modules/dep/index.js': '',
      'node_modules/dep/extra.js': '',
      'node_modules/.cache/kept': '',
    });
    await scratch.run('proofs');
    scratch.write('node_modules/dep/extra.js', 'mine');
    expect(await run(scratch)).toMatchObject({ code: 0, controls: [{ outcome: 'red' }] });
    expect(scratch.read('node_modules/dep/extra.js')).toBe('mine');
  });

  it.each([
    ['leaves the proof green', "edit('rule.mjs', 'amount <=', 'amount  <=')", 'green', ''],
    ['does not apply', "edit('rule.mjs', 'nowhere', 'x')", 'void', 'the change does not apply'],
    ['fits twice', "edit('rule.mjs', 'amount', 'sum')", 'void', '2 times, not once'],
    ['names no file', "remove('none.mjs')", 'void', 'there is no file none.mjs'],
    ['changes nothing', '1 + 1', 'void', 'it changes nothing'],
    ['cannot be read', 'edit(', 'void', 'Unexpected end of input'],
    ['reaches outside', "edit('../rule.mjs', 'a', 'b')", 'void', 'not a file of the project'],
    ['breaks the program', "edit('rule.mjs', 'amount <= 100', 'amount <= ')", 'void', 'outside a check'],
    ['trips over a name', "edit('rule.mjs', 'amount <= 100', 'unknown <= 100')", 'void', 'outside a check'],
    ['takes the program away', "remove('rule.mjs')", 'void', 'outside a check'],
  ])('that %s does not count', async (_what, script, outcome, words) => {
    const scratch = project(control('a change', script));
    await scratch.run('proofs');
    expect(await run(scratch)).toMatchObject({
      code: 1,
      controls: [{ outcome, words: expect.stringContaining(words) }],
    });
    expect(existsSync(scratch.at('proofs/limit.controls.json'))).toBe(false);
    expect([scratch.read('rule.mjs'), await verdict(scratch)]).toEqual([RULE, 'weak']);
  });

  it('that only trips a program inside a check is void, too', async () => {
    const proof = js(
      'limit',
      "const run = await $`node rule.mjs`.nothrow()\ncheck('it says no', run.stdout.trim(), 'no')",
    );
    const rule = "const say = 'no';\nconsole.log(say);\n";
    const trips = control('a change', "edit('rule.mjs', 'log(say)', 'log(said)')");
    const scratch = new Scratch({ 'content/index.mdx': page(proof, trips), 'rule.mjs': rule });
    await scratch.run('proofs');
    expect(await run(scratch)).toMatchObject({
      code: 1,
      controls: [{ outcome: 'void', words: expect.stringContaining('ReferenceError') }],
    });
  });

  it('may set the environment of its proof', async () => {
    const proof = js('limit', "check('no colour is asked for', process.env.FORCE_COLOR ?? 'none', 'none')");
    const scratch = new Scratch({ 'content/index.mdx': page(proof, control('asked', "env('FORCE_COLOR', '1')")) });
    await scratch.run('proofs');
    expect(await run(scratch)).toMatchObject({ code: 0, controls: [{ outcome: 'red' }] });
  });

  it('of a change that does not build is void', async () => {
    const scratch = project(control('a change', "edit('rule.ts', '1', '2')"));
    scratch.write('rule.ts', 'export const one = 1;\n');
    scratch.write(
      'proofroom.config.ts',
      "export default { build: ['sh', '-c', 'grep -q one.=.1 rule.ts || { echo not one; exit 1; }'] };\n",
    );
    await scratch.run('proofs');
    expect(await run(scratch)).toMatchObject({
      code: 1,
      controls: [{ outcome: 'void', words: 'the change does not build: not one' }],
    });
  });

  it('of a proof that does not hold is void, and says what to do', async () => {
    const scratch = project(WIDER);
    expect(await run(scratch)).toMatchObject({
      code: 1,
      controls: [{ outcome: 'void', words: 'its proof is missing: run npm run proofs first' }],
    });
  });

  it('of a proof that does not hold in a copy where nothing was changed is void', async () => {
    const fragile = js('limit', "check('not in a copy', process.env.PROOFROOM_ROOT.includes('controls-'), false)");
    const scratch = new Scratch({ 'content/index.mdx': page(fragile, WIDER), 'rule.mjs': RULE });
    await scratch.run('proofs');
    expect(await run(scratch)).toMatchObject({
      code: 1,
      controls: [{ outcome: 'void', words: 'its proof does not hold in an unchanged copy' }],
    });
  });

  it('is run without the unchanged copy when another of the same proof is fresh', async () => {
    const scratch = project(WIDER);
    const runs = `${scratch.root}-runs`;
    onTestFinished(() => rmSync(runs, { force: true }));
    const noted = (...controls: readonly string[]) => {
      const note = `fs.appendFileSync(${JSON.stringify(runs)}, 'run,')`;
      scratch.write('content/index.mdx', page(PROOF.replace("check('a h", `${note}\ncheck('a h`), ...controls));
    };
    const count = () => readFileSync(runs, 'utf8').split(',').length - 1;
    noted(WIDER);
    await scratch.run('proofs');
    await run(scratch);
    expect(count()).toBe(3);
    noted(WIDER, control('with a narrower limit', "edit('rule.mjs', '100', '10')"));
    expect(await run(scratch)).toMatchObject({ code: 0, controls: [{ outcome: 'red' }], fresh: 1 });
    expect(count()).toBe(4);
    expect(await run(scratch, '--all')).toMatchObject({ code: 0, fresh: 0 });
    expect(count()).toBe(7);
  });

  it('that was seen before is run without the unchanged copy, unless it says something else now', async () => {
    const scratch = project(WIDER);
    const runs = `${scratch.root}-runs`;
    onTestFinished(() => rmSync(runs, { force: true }));
    const noted = (words: string, more = '') => {
      const note = `fs.appendFileSync(${JSON.stringify(runs)}, 'run,')${more}`;
      scratch.write('content/index.mdx', page(PROOF.replace("check('more", `${note}\ncheck('${words}more`), WIDER));
    };
    const count = () => readFileSync(runs, 'utf8').split(',').length - 1;
    const seen = async () => {
      await scratch.run('proofs');
      const before = count();
      return [await run(scratch), count() - before] as const;
    };
    noted('');
    expect(await seen()).toMatchObject([{ code: 0 }, 2]);
    noted('', '; const more = 1');
    expect(await seen()).toMatchObject([{ code: 0 }, 1]);
    noted('now ');
    expect(await seen()).toMatchObject([{ code: 0 }, 2]);
    noted('then ', "; if (process.env.PROOFROOM_ROOT.includes('controls-')) check('not in a copy', 1, 2)");
    expect(await seen()).toMatchObject([
      { code: 1, controls: [{ outcome: 'void', words: 'its proof does not hold in an unchanged copy' }] },
      2,
    ]);
  });

  it('that was changed, or whose record was, is run again', async () => {
    const scratch = project(WIDER);
    await scratch.run('proofs');
    await run(scratch);
    scratch.write('content/index.mdx', page(PROOF, control('with a wider limit', "edit('rule.mjs', '100', '2000')")));
    expect(await verdict(scratch)).toBe('weak');
    expect(await run(scratch)).toMatchObject({ code: 0, controls: [{ outcome: 'red' }] });
    scratch.write('proofs/limit.controls.json', scratch.read('proofs/limit.controls.json').replace('2000', '3000'));
    expect(await verdict(scratch)).toBe('weak');
  });

  it('leaves nothing behind, and a project without any does not hold', async () => {
    const left = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith('proofroom-controls-'));
    const before = left();
    const scratch = project(WIDER);
    await scratch.run('proofs');
    await run(scratch);
    expect(left()).toEqual(before);
    const none = project();
    await none.run('proofs');
    expect(await run(none)).toMatchObject({ code: 1, controls: [] });
  });

  it('killed half-way leaves nothing behind, and the project as it was', async () => {
    const slow = js(
      'limit',
      "const { limit } = await import('./rule.mjs')\nawait sleep(3000)\ncheck('more is not', limit(101), false)",
    );
    const scratch = new Scratch({ 'content/index.mdx': page(slow, WIDER), 'rule.mjs': RULE });
    await scratch.run('proofs');
    const before = scratch.tree();
    for (const after of [150, 900, 4500]) {
      const program = scratch.start('proofs-controls.ts');
      await sleep(after);
      program.child.kill('SIGKILL');
      await program.ended;
      await expect
        .poll(() => readdirSync(scratch.temporary).filter((name) => name.startsWith('proofroom-')), { timeout: 30_000 })
        .toEqual([]);
    }
    expect(scratch.tree()).toEqual(before);
  }, 40_000);

  it('with a record that somebody changed does not verify', async () => {
    const scratch = project(WIDER);
    await scratch.run('proofs');
    await run(scratch);
    expect((await scratch.run('verify')).code).toBe(0);
    const record = scratch.read('proofs/limit.controls.json');
    scratch.write('proofs/limit.controls.json', record.replace('more is not', 'more is so'));
    const said = await scratch.run('verify');
    expect([said.code, said.err]).toEqual([1, expect.stringContaining('limit.controls.json')]);
  });
});
