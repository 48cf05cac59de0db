import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const repository = path.resolve(import.meta.dirname, '../..');

/** A site built into a folder of its own; `remove` takes the folder away again. */
export interface BuiltSite {
  readonly dir: string;
  remove(): Promise<void>;
}

/** Builds the site of a project as `npm run build` does, apart from the output folder. */
export async function buildSite(projectRoot: string): Promise<BuiltSite> {
  const dir = await mkdtemp(path.join(tmpdir(), 'proofroom-site-'));
  await execa(process.execPath, ['node_modules/astro/bin/astro.mjs', 'build', '--outDir', dir], {
    cwd: repository,
    env: { PROOFROOM_ROOT: projectRoot, ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
