import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bash, js, page, Scratch } from '../support/scratch.ts';

/** 15 moments in an ordinary run, more when asked. */
const MOMENTS = Number(process.env['PROOFROOM_KILLS'] ?? 15);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A file of a process; empty when the process has ended meanwhile. */
const procFile = (pid: string, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
};
const leftProcesses = (root: string): string[] =>
  readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && procFile(pid, 'environ').includes(`PROOFROOM_ROOT=${root}\0`),
  );
const sleepers = (root: string): number =>
  leftProcesses(root).filter((pid) => procFile(pid, 'cmdline').startsWith('sleep\0')).length;
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200 && !holds(); tries += 1) await sleep(25);
  expect(holds()).toBe(true);
}
const scratchFolders = (scratch: Scratch): string[] =>
  readdirSync(scratch.temporary).filter((name) => name.startsWith('proofroom-'));

async function settled(scratch: Scratch): Promise<readonly string[]> {
  const left = (): string[] => [...leftProcesses(scratch.root), ...scratchFolders(scratch)];
  for (let tries = 0; tries < 300 && left().length > 0; tries += 1) await sleep(100);
  return left();
}

/** Each proof prints the version and keeps it in a file: a file of proofs/ holds the old or the new one, and all of it. */
const project = (): Scratch =>
  new Scratch({
    'content/index.mdx': page(
      bash('one', `cat version.txt; for i in {1..2000}; do echo "line $i"; done; cat version.txt`),
      bash('two', 'cat version.txt; sleep 0.1 & sleep 0.05; cat version.txt'),
      js(
        'three',
        "const v = await $`cat version.txt`; attach('v.txt', (v.stdout + '\\n').repeat(500)); check('v', v, v)",
      ),
    ),
    'version.txt': '0\n',
  });
const kept = (scratch: Scratch): Record<string, string> =>
  Object.fromEntries(Object.entries(scratch.tree('proofs')).filter(([name]) => !name.startsWith('.run')));

describe('kill -9', () => {
  test(
    `at ${MOMENTS} moments leaves each file old or new and whole, no process, no scratch folder`,
    { timeout: 60_000 + MOMENTS * 8_000 },
    async () => {
      const scratch = project();
      const whole: Record<string, string>[] = [];
      for (const version of ['A\n', 'B\n']) {
        scratch.write('version.txt', version);
        expect((await scratch.run('proofs')).code).toBe(0);
        whole.push(kept(scratch));
      }
      const began = performance.now();
      scratch.write('version.txt', 'A\n');
      expect((await scratch.start('proofs.ts').ended).code).toBe(0);
      const tookMs = performance.now() - began;
      for (let moment = 0; moment < MOMENTS; moment += 1) {
        scratch.write('version.txt', moment % 2 === 0 ? 'B\n' : 'A\n');
        const { child, ended } = scratch.start('proofs.ts', '--all');
        await sleep(tookMs * (0.15 + (0.85 * (moment + Math.random())) / MOMENTS));
        child.kill('SIGKILL');
        await ended;
        for (const [name, content] of Object.entries(kept(scratch))) {
          expect(whole.map((tree) => tree[name]).includes(content), `${name} at moment ${moment}`).toBe(true);
        }
        for (const name of ['one.txt', 'one.json', 'two.txt', 'two.json', 'three.txt', 'three.json'])
          expect(kept(scratch)).toHaveProperty([name]);
      }
      expect(await settled(scratch)).toEqual([]);
      expect((await scratch.run('proofs')).code).toBe(0);
      expect((await scratch.run('verify')).code).toBe(0);
      expect(Object.keys(scratch.tree('proofs/.run')).filter((name) => name.startsWith('staged'))).toEqual([]);
    },
  );
});

describe('SIGINT', () => {
  test.each(['proofs.ts', 'proofs-check.ts'])('%s ends with 130, in order, keeping what was good', async (script) => {
    const scratch = new Scratch({
      'content/index.mdx': page(
        bash('slow', 'cat x.txt; test -e fast || sleep 60'),
        bash('quick', 'true'),
        bash('last', 'sleep 20; true'),
      ),
      'x.txt': '1\n',
      fast: '',
    });
    await scratch.run('proofs', 'slow', 'quick');
    const before = kept(scratch);
    scratch.remove('fast');
    const { child, ended } = scratch.start(script, '--json', ...(script === 'proofs.ts' ? ['--all'] : []));
    await until(() => sleepers(scratch.root) === 2);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(code).toBe(130);
    const { proofs }: { proofs: { id: string; outcome: string }[] } = JSON.parse(out);
    expect(proofs.map(({ id, outcome }) => `${id} ${outcome}`).sort()).toEqual([
      'last not-run',
      'quick held',
      'slow not-run',
    ]);
    expect(kept(scratch)).toEqual(before);
    expect(await settled(scratch)).toEqual([]);
  });
});

describe('two runs at once', () => {
  test('do not harm each other', async () => {
    const scratch = project();
    const both = await Promise.all([scratch.start('proofs.ts').ended, scratch.start('proofs.ts').ended]);
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect((await scratch.run('verify')).code).toBe(0);
    expect(await settled(scratch)).toEqual([]);
  });
});
