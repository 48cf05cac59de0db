import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDirOf } from '../site/project.ts';
import type { BundleFile } from '../engine/index.ts';
import { portableSite } from './portable-site.ts';
import { readFolder } from './read-folder-fs.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** Builds the site of a project from its tracked files alone, so that it opens from disk. Its files are below `site/`. */
export async function buildPortableSite(tracked: readonly BundleFile[]): Promise<readonly BundleFile[]> {
  const scratch = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'proofroom-site-'));
  const copy = path.join(scratch, 'project');
  try {
    writeFiles(copy, tracked);
    const dir = path.join(scratch, 'site');
    await promisify(execFile)(process.execPath, ['node_modules/astro/bin/astro.mjs', 'build', '--outDir', dir], {
      cwd: REPOSITORY,
      maxBuffer: 2 ** 26,
      env: {
        ...process.env,
        PROOFROOM_ROOT: copy,
        PROOFROOM_PORTABLE: '1',
        ASTRO_TELEMETRY_DISABLED: '1',
        NODE_ENV: 'production',
      },
    });
    return await portableSite(readFolder(dir));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(path.join(REPOSITORY, cacheDirOf(copy)), { recursive: true, force: true });
  }
}

function writeFiles(folder: string, files: readonly BundleFile[]): void {
  for (const { path: name, bytes } of files) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
}
