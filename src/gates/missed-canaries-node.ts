import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Finding } from './gate.ts';
import { projectFiles } from './project-files-fs.ts';
import { scanSecrets } from './scan-secrets-node.ts';
import { SECRET_CANARIES } from './secret-canaries.ts';

/** Plants made-up secrets in a repository of its own, in files and in files that were removed again, and answers those that a scan does not find. */
export async function missedCanaries(): Promise<readonly Finding[]> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'canaries-'));
  try {
    plant(root);
    const { found } = await scanSecrets(projectFiles(root));
    const names = SECRET_CANARIES.flatMap(({ name }) => [`now/${name}.txt`, `removed/${name}.txt`]);
    const missed = names.filter((file) => !found.some((one) => one.file === file));
    return missed.map((file) => ({ file, line: 1, words: 'is a planted secret that the scan did not find' }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function plant(root: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', root, ...IDENTITY, ...args], { stdio: 'ignore' });
  const write = (folder: string): void => {
    mkdirSync(path.join(root, folder), { recursive: true });
    for (const { name, text } of SECRET_CANARIES)
      writeFileSync(path.join(root, folder, `${name}.txt`), `in ${folder}\n${text}\n`);
  };
  git('init', '-q');
  write('removed');
  git('add', '.');
  git('commit', '-qm', 'plant');
  git('rm', '-rq', 'removed');
  git('commit', '-qm', 'remove');
  write('now');
}

const IDENTITY = ['-c', 'user.name=canary', '-c', 'user.email=canary@example.com', '-c', 'commit.gpgsign=false'];
