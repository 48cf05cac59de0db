import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');

test('a project with problems ends the build with each problem and its place, without a stack', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'proofroom-problems-'));
  await cp(path.join(repository, 'test/cases/site-sample'), root, { recursive: true });
  await writeFile(
    path.join(root, 'content/more.mdx'),
    '---\ntitle: More\n---\n\n```bash proof id="x" titel="A claim"\n```\n',
  );
  const { exitCode, stderr } = await execa(
    process.execPath,
    [path.join(repository, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', path.join(root, 'dist')],
    { cwd: repository, env: { PROOFROOM_ROOT: root, ASTRO_TELEMETRY_DISABLED: '1' }, reject: false },
  );
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^content\/more\.mdx:5 PR202 .*titel\n {2}hint: .*title/);
  expect(stderr).toMatch(/\n\n\d problems in the input; no page was built\.$/);
  expect(stderr).not.toMatch(/^ {2,}at /m);
  expect(existsSync(path.join(root, 'dist'))).toBe(false);
  await rm(root, { recursive: true });
});
