import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type BigIntStats } from 'node:fs';
import path from 'node:path';

/** Watches the files of a project for changes that a proof should not have made. */
export interface Workspace {
  /** Files that were changed, removed or added since the last call (or the start), from the root, sorted. */
  changes(): readonly string[];
}

/** Folders that hold what is made, not what is kept; never looked at. */
const MADE = new Set(['node_modules', '.git', 'dist', '.astro', '.till', 'coverage']);

/** The clock of a file system is coarse: a stamp this young (in ms) may hide a later change. */
const YOUNG_MS = 50;

/** Begins to watch: with git all files that it tracks or would track, without it all files outside of made folders. */
export function watchWorkspace(root: string): Workspace {
  let before = snapshot(root, null);
  return {
    changes: () => {
      const after = snapshot(root, before);
      const names = new Set([...before.files.keys(), ...after.files.keys()]);
      const changed = [...names]
        .filter((name) => before.files.get(name)?.digest !== after.files.get(name)?.digest)
        .sort();
      before = after;
      return changed;
    },
  };
}

interface Entry {
  /** Changes whenever the content may have; null when it is too young to be relied on. */
  readonly stamp: string | null;
  readonly digest: string;
}
interface Snapshot {
  readonly names: readonly string[];
  /** Stamps of all folders: a name comes or goes only with a change of its folder's. */
  readonly folders: ReadonlyMap<string, string | null>;
  readonly files: ReadonlyMap<string, Entry>;
}

/** The files of a project, from the root: what git tracks or would track, else all outside of made folders. */
export function projectFiles(root: string): readonly string[] {
  return gitFiles(root) ?? walk(root, '').files;
}

/** Git is asked again only when a folder has changed, or a file that says what git leaves out. */
function snapshot(root: string, before: Snapshot | null): Snapshot {
  const same =
    before !== null &&
    [...before.folders].every(([name, stamp]) => stamp !== null && stampOf(statOf(root, name)) === stamp);
  const first = same ? before : listed(root);
  const files = filesOf(root, first.names, before);
  const ignores = (name: string): boolean =>
    name.endsWith('.gitignore') && files.get(name)?.digest !== before?.files.get(name)?.digest;
  if (!same || !first.names.some(ignores)) return { ...first, files };
  const again = listed(root);
  return { ...again, files: filesOf(root, again.names, before) };
}

function filesOf(root: string, names: readonly string[], before: Snapshot | null): ReadonlyMap<string, Entry> {
  return new Map(names.flatMap((name) => entryOf(root, name, before?.files.get(name))));
}

function statOf(root: string, name: string): BigIntStats | undefined {
  try {
    return lstatSync(path.join(root, name), { throwIfNoEntry: false, bigint: true });
  } catch {
    // A folder on the way has become a file.
    return undefined;
  }
}

function stampOf(stat: BigIntStats | undefined): string | null {
  if (stat === undefined || Number(stat.ctimeMs) > Date.now() - YOUNG_MS) return null;
  return `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.mode}`;
}

function entryOf(root: string, name: string, before: Entry | undefined): [string, Entry][] {
  const stat = statOf(root, name);
  if (stat === undefined || stat.isDirectory()) return [];
  const stamp = stampOf(stat);
  if (stamp !== null && before?.stamp === stamp) return [[name, before]];
  const digest = contentDigest(path.join(root, name), stat);
  return digest === null ? [] : [[name, { stamp, digest }]];
}

function contentDigest(file: string, stat: BigIntStats): string | null {
  try {
    const content = stat.isSymbolicLink() ? readlinkSync(file) : stat.isFile() ? readFileSync(file) : '';
    // What others may do is not kept by git, and npx opens the programs of a clone that was made under a strict umask.
    return `${stat.mode & ~0o077n} ${createHash('sha256').update(content).digest('hex')}`;
  } catch {
    // Gone between the two looks.
    return null;
  }
}

function listed(root: string): Omit<Snapshot, 'files'> {
  const found = walk(root, '');
  const names = gitFiles(root) ?? found.files;
  const folders = new Map(found.folders.map((name) => [name, stampOf(statOf(root, name))]));
  return { names: names.filter((name) => !name.startsWith('proofs/')), folders };
}

/** With a listing of untracked files new ones are seen too, and what git ignores is left alone. */
function gitFiles(root: string): readonly string[] | null {
  try {
    const args = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const list = execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    });
    return list.split('\0').filter((name) => name !== '');
  } catch {
    return null;
  }
}

function walk(root: string, folder: string): { files: string[]; folders: string[] } {
  const found = { files: new Array<string>(), folders: [folder] };
  for (const entry of entriesOf(path.join(root, folder))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) found.files.push(name);
    else if (!MADE.has(entry.name) && name !== 'proofs') {
      const inner = walk(root, name);
      found.files.push(...inner.files);
      found.folders.push(...inner.folders);
    }
  }
  return found;
}

function entriesOf(folder: string): ReturnType<typeof readFolder> {
  try {
    return readFolder(folder);
  } catch {
    return [];
  }
}

const readFolder = (folder: string) => readdirSync(folder, { withFileTypes: true });
