import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { cacheDirOf } from '../../src/site/project.ts';

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
  return { dir, remove: () => removeAll([dir, ...(projectRoot === repository ? [] : [cacheOf(projectRoot)])]) };
}

/** A project in a temporary folder would leave a build cache behind that nobody uses again. */
const cacheOf = (projectRoot: string): string => path.join(repository, cacheDirOf(projectRoot));

async function removeAll(folders: readonly string[]): Promise<void> {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}
