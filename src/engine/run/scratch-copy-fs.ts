import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Change } from '../proof/change.ts';
import { linkInstalled } from './link-installed-fs.ts';
import { projectFiles } from './workspace-fs.ts';

/** Copies the files of a project, as they are now, and shares what is installed, in a folder beside. The project itself is only read. */
export function makeScratchCopy(root: string, target: string): void {
  mkdirSync(target, { recursive: true, mode: 0o755 });
  for (const name of projectFiles(root)) {
    const from = path.join(root, name);
    if (!existsSync(from) || lstatSync(from).isDirectory()) continue;
    mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
    cpSync(from, path.join(target, name), { verbatimSymlinks: true });
  }
  const installed = path.join(root, 'node_modules');
  if (existsSync(installed)) {
    const shared = linkInstalled(installed, path.join(path.dirname(target), 'node_modules'));
    symlinkSync(shared, path.join(target, 'node_modules'));
  }
  if (existsSync(path.join(root, '.git'))) beginGit(target);
}

/** Removes a copy; what it shares stays. */
export function removeScratch(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

// Proofs ask git which files there are: in the copy it knows the same ones.
function beginGit(target: string): void {
  const as = ['-c', 'user.name=control', '-c', 'user.email=control@invalid', '-c', 'core.hooksPath=/dev/null'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...as, 'commit', '--quiet', '--message', 'copy'],
  ])
    execFileSync('git', ['-C', target, ...args], { stdio: 'ignore' });
}

/** Applies a change to the files of a copy. Null when it did, else why it does not apply; changes of other kinds are none of ours. */
export function applyChange(copy: string, change: Change): string | null {
  if (change.kind !== 'edit' && change.kind !== 'remove') return null;
  const file = path.join(copy, change.file);
  if (!existsSync(file)) return `there is no file ${change.file}`;
  if (change.kind === 'remove') {
    rmSync(file, { recursive: true });
    return null;
  }
  const before = readFileSync(file, 'utf8');
  const times = before.split(change.from).length - 1;
  if (times !== 1) return `${change.file} holds the text to be replaced ${times} times, not once`;
  const after = before.replace(change.from, () => change.to);
  if (after === before) return `the edit of ${change.file} changes nothing`;
  writeFileSync(file, after);
  return null;
}

/** Takes a change of a file back: the copy has again what the unchanged copy has. */
export function undoChange(copy: string, base: string, change: Change): void {
  if (change.kind !== 'edit' && change.kind !== 'remove') return;
  const file = path.join(copy, change.file);
  const kept = path.join(base, change.file);
  rmSync(file, { recursive: true, force: true });
  if (existsSync(kept)) cpSync(kept, file, { recursive: true, verbatimSymlinks: true });
}
