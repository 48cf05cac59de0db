import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bash, js, page, Scratch } from '../support/scratch.ts';

/** A fixture that adds its name to ORDER and gives each proof what `given` says. */
const fixture = (name: string, given: string, start = ''): string => `
export const fixture = {
  async start({ root }) {
    ${start}
    return {
      async open({ proof, scratch, env }) {
        const order = (env.ORDER ?? '') + '${name} ';
        return { env: { ORDER: order }, ...(${given}), async close() {} };
      },
      async stop() {},
    };
  },
};
`;
const config = (fixtures: string): string => `export default { fixtures: ${fixtures} };\n`;
interface One {
  readonly id: string;
  readonly outcome: string;
  readonly words: string;
}
const results = async (project: Scratch): Promise<{ code: number; proofs: Record<string, One> }> => {
  const { code, out } = await project.run('proofs', '--json');
  const { proofs }: { proofs: One[] } = JSON.parse(out);
  return { code, proofs: Object.fromEntries(proofs.map((one) => [one.id, one])) };
};

describe('fixtures', () => {
  test('are opened after what they need, and give environment, PATH and helpers', async () => {
    const project = new Scratch({
      'content/index.mdx': page(
        bash('order', 'echo "$ORDER"; greet', 'exit="0" needs="top"'),
        js('helpers', "check('h', twice(21), 42); check('e', process.env.ORDER, 'base middle top ')", 'needs="top"'),
        bash('none', 'echo "[$ORDER]"; greet', 'exit="127"'),
      ),
      'proofroom.config.ts': config(
        "{ top: { module: 'f/top.mjs', helpers: 'f/helpers.mjs', needs: ['middle', 'base'] }, middle: { module: 'f/middle.mjs', needs: ['base'] }, base: { module: 'f/base.mjs' } }",
      ),
      'f/base.mjs': fixture('base', '{}'),
      'f/middle.mjs': fixture('middle', "{ path: [root + '/f/bin'] }"),
      'f/top.mjs': fixture('top', '{}'),
      'f/helpers.mjs': 'export const helpers = () => ({ twice: (n) => 2 * n });\n',
    });
    project.write('f/bin/greet', '#!/bin/sh\necho hello\n');
    chmodSync(project.at('f/bin/greet'), 0o755);
    const { code } = await results(project);
    expect(project.transcript('order')).toBe('$ echo "$ORDER"; greet\nbase middle top\nhello\n');
    expect(project.transcript('helpers')).toContain("'base middle top '");
    expect(project.transcript('none')).toContain('[]\nbash: line 1: greet: command not found');
    expect(code).toBe(0);
  });

  test('give secrets that no transcript keeps, in any spelling', async () => {
    const project = new Scratch({
      'content/index.mdx': page(
        bash('plain', 'echo "$PASS"', 'exit="0" needs="s"'),
        bash('coded', 'printf %s "x$PASS" | base64', 'exit="0" needs="s"'),
        bash('quiet', 'test -n "$PASS"', 'exit="0" needs="s"'),
        js(
          'redacted',
          "redact(process.env.PASS, 'PASS'); console.log(process.env.PASS); check('p', process.env.PASS, process.env.PASS)",
          'needs="s"',
        ),
      ),
      'proofroom.config.ts': config("{ s: { module: 'f/s.mjs' } }"),
      'f/s.mjs': fixture('s', "{ env: { PASS: 'quite+the/secret' }, secrets: ['quite+the/secret'] }"),
    });
    const { proofs } = await results(project);
    expect(
      Object.values(proofs)
        .map(({ id, outcome }) => `${id} ${outcome}`)
        .sort(),
    ).toEqual(['coded leaked-secret', 'plain leaked-secret', 'quiet held', 'redacted held']);
    expect(Object.values(project.tree('proofs')).filter((content) => content.includes('quite+the'))).toEqual([]);
  });

  test('that do not start leave their proofs not run, with the reason, and exit 1; others go on', async () => {
    const project = new Scratch({
      'content/index.mdx': page(
        bash('throws', 'true', 'exit="0" needs="throws"'),
        bash('dies', 'true', 'exit="0" needs="dies"'),
        bash('empty', 'true', 'exit="0" needs="empty"'),
        bash('refuses', 'true', 'exit="0" needs="refuses"'),
        bash('fine', 'true'),
      ),
      'proofroom.config.ts': config(
        "{ throws: { module: 'f/a.mjs' }, dies: { module: 'f/b.mjs' }, empty: { module: 'f/c.mjs' }, refuses: { module: 'f/d.mjs' } }",
      ),
      'f/a.mjs': fixture('a', '{}', "throw new Error('no docker here');"),
      'f/b.mjs': fixture('b', '{}', "console.error('last words'); process.exit(7);"),
      'f/c.mjs': 'export const other = 1;\n',
      'f/d.mjs': fixture('d', "(() => { throw new Error('no room') })()"),
    });
    const { code, proofs } = await results(project);
    expect(code).toBe(1);
    expect(proofs['throws']).toMatchObject({ outcome: 'not-run', words: 'not run: throws: no docker here' });
    expect(proofs['dies']?.words).toMatch(/dies: its process ended \(exit 7\) last words/);
    expect(proofs['empty']?.words).toMatch(/does not export a fixture/);
    expect(proofs['refuses']?.words).toMatch(/refuses: no room/);
    expect(proofs['fine']?.outcome).toBe('held');
    expect((await project.run('check', '--without', 'throws')).code).toBe(1);
  });

  test('that crash in the middle do not harm the runner', async () => {
    const project = new Scratch({
      'content/index.mdx': page(
        bash('a', 'sleep 0.4', 'exit="0" needs="s"'),
        bash('b', 'sleep 0.4', 'exit="0" needs="s"'),
        bash('c', 'true', 'exit="0" needs="s"'),
        bash('fine', 'true'),
      ),
      'proofroom.config.ts': config("{ s: { module: 'f/s.mjs' } }"),
      'f/s.mjs': fixture('s', '{}', "setTimeout(() => { console.error('boom'); process.exit(9); }, 250);"),
    });
    const { code, proofs } = await results(project);
    expect(code).toBe(1);
    expect([proofs['a']?.outcome, proofs['b']?.outcome, proofs['c']?.outcome, proofs['fine']?.outcome]).toEqual([
      'not-run',
      'not-run',
      'not-run',
      'held',
    ]);
    expect(proofs['a']?.words).toMatch(/did not close: s: its process ended \(exit 9\) boom/);
  });

  test('that need each other are told', async () => {
    const project = new Scratch({
      'content/index.mdx': page(bash('a', 'true', 'exit="0" needs="x"')),
      'proofroom.config.ts': config(
        "{ x: { module: 'f/s.mjs', needs: ['y'] }, y: { module: 'f/s.mjs', needs: ['x'] } }",
      ),
      'f/s.mjs': fixture('s', '{}'),
    });
    const { code, proofs } = await results(project);
    expect([code, proofs['a']?.words]).toEqual([1, 'not run: fixtures need each other: x → y → x']);
  });

  test('count as inputs of the proofs that need them', async () => {
    const project = new Scratch({
      'content/index.mdx': page(bash('a', 'true', 'exit="0" needs="s"'), bash('b', 'true')),
      'proofroom.config.ts': config("{ s: { module: 'f/s.mjs' } }"),
      'f/s.mjs': `import './deep.mjs';\n${fixture('s', '{}')}`,
      'f/deep.mjs': 'export {};\n',
    });
    await project.run('proofs');
    project.write('f/deep.mjs', 'export {}; // other\n');
    expect(await project.states()).toEqual({ a: 'stale', b: 'held' });
  });

  test('end with a runner that is killed, with all that they started', async () => {
    const mark = `4${Math.floor(Math.random() * 1e6)}.5`;
    const project = new Scratch({
      'content/index.mdx': page(bash('a', `sleep ${mark}`, 'exit="0" needs="s"')),
      'proofroom.config.ts': config("{ s: { module: 'f/s.mjs' } }"),
      'f/s.mjs': `import { spawn } from 'node:child_process';\n${fixture('s', '{}', `spawn('sleep', ['${mark}'], { detached: true, stdio: 'ignore', env: {} }); spawn('sleep', ['${mark}'], { stdio: 'ignore' });`)}`,
    });
    const { child, ended } = project.start('proofs.ts');
    await until(() => running(mark).length >= 3);
    child.kill('SIGKILL');
    await ended;
    await until(() => running(mark).length === 0);
    expect(running(mark)).toEqual([]);
  });
});

function running(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(`sleep\0${mark}`);
    } catch {
      return false;
    }
  });
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}
