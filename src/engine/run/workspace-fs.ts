import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Watches the files of a project for changes that a proof should not have made. */
export interface Workspace {
  /** Files that were changed, removed or added since the last call (or the start), from the root, sorted. */
  changes(): readonly string[];
}

/** Folders that hold what is made, not what is kept; never looked at. */
const MADE = new Set(['node_modules', '.git', 'dist', '.astro', '.till', 'coverage']);

/** Begins to watch: with git all files that it tracks or would track, without it all files outside of made folders. */
export function watchWorkspace(root: string): Workspace {
  let before = snapshot(root, new Map());
  return {
    changes: () => {
      const after = snapshot(root, before);
      const names = new Set([...before.keys(), ...after.keys()]);
      const changed = [...names].filter((name) => before.get(name)?.digest !== after.get(name)?.digest).sort();
      before = after;
      return changed;
    },
  };
}

interface Entry {
  /** Changes whenever the content may have. */
  readonly stamp: string;
  readonly digest: string;
}

function snapshot(root: string, before: ReadonlyMap<string, Entry>): Map<string, Entry> {
  const names = filesOf(root).filter((name) => !name.startsWith('proofs/'));
  return new Map(names.flatMap((name) => entryOf(root, name, before.get(name))));
}

function entryOf(root: string, name: string, before: Entry | undefined): [string, Entry][] {
  const file = path.join(root, name);
  const stat = lstatSync(file, { throwIfNoEntry: false, bigint: true });
  if (stat === undefined || stat.isDirectory()) return [];
  const stamp = `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.mode}`;
  if (before?.stamp === stamp) return [[name, before]];
  const content = stat.isSymbolicLink() ? readlinkSync(file) : stat.isFile() ? readFileSync(file) : '';
  const digest = `${stat.mode} ${createHash('sha256').update(content).digest('hex')}`;
  return [[name, { stamp, digest }]];
}

function filesOf(root: string): readonly string[] {
  return gitFiles(root) ?? walk(root, '');
}

/** Without a listing of untracked files a run in a large project would be slow; with one, new files are seen too. */
function gitFiles(root: string): readonly string[] | null {
  try {
    const args = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const list = execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });
    return list.split('\0').filter((name) => name !== '');
  } catch {
    return null;
  }
}

function walk(root: string, folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [name];
    return MADE.has(entry.name) ? [] : walk(root, name);
  });
}
