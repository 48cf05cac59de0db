import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isSealName, type BundleFile } from '../engine/index.ts';
import type { Finding } from './finding.ts';

/** The commit that is packed. */
export interface Commit {
  readonly id: string;
  readonly tree: string;
  /** When it was made, UTC. */
  readonly date: string;
}

/** The tracked files of a project, its commit, and what speaks against packing it. */
export interface Tracked {
  readonly files: readonly BundleFile[];
  readonly commit: Commit;
  readonly findings: readonly Finding[];
}

/** Reads what git tracks at the root of a repository, and nothing else; null when the folder is none with a commit. */
export function readTracked(root: string): Tracked | null {
  const commit = readCommit(root);
  if (commit === null) return null;
  const entries = git(root, 'ls-files', '-z', '-s').split('\0').filter(Boolean).map(parseEntry);
  const regular = entries.filter(({ mode }) => mode === '100644' || mode === '100755');
  const read = regular.map((entry) => ({ ...entry, found: readOne(root, entry) }));
  const files = read.flatMap(({ found }) => (found === null ? [] : [found]));
  const dirty = git(root, 'status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all')
    .split('\0')
    .filter(Boolean)
    .map(dirtyFinding);
  const findings = [
    ...dirty,
    ...read
      .filter(({ id, found }) => found === null || blobId(found.bytes, id.length) !== id)
      .filter(({ file }) => !dirty.some((one) => one.file === file))
      .map(({ file }) => otherFinding(file)),
    ...git(root, 'ls-files', '-z', '-ci', '--exclude-standard').split('\0').filter(Boolean).map(ignoredFinding),
    ...entries.filter((entry) => !regular.includes(entry)).map(({ file }) => linkFinding(file)),
    ...files
      .filter(({ path: file }) => isSealName(file) || file.startsWith('site/'))
      .map(({ path: file }) => nameFinding(file)),
  ];
  return { files, commit, findings };
}

interface Entry {
  readonly mode: string;
  /** The git object of its content. */
  readonly id: string;
  readonly file: string;
}

/** `MODE ID STAGE`, a tab, the path. */
function parseEntry(line: string): Entry {
  const [mode = '', id = ''] = line.split(' ', 2);
  return { mode, id, file: line.slice(line.indexOf('\t') + 1) };
}

function readOne(root: string, { file, mode }: Entry): BundleFile | null {
  const at = path.join(root, file);
  if (!lstatSync(at, { throwIfNoEntry: false })?.isFile()) return null;
  return { path: file, bytes: readFileSync(at), executable: mode === '100755' };
}

/** The name that git gives a content, in a repository whose names are of this length. */
function blobId(bytes: Uint8Array, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

function readCommit(root: string): Commit | null {
  try {
    if (git(root, 'rev-parse', '--show-prefix').trim() !== '') return null;
    const [id = '', tree = '', date = ''] = git(root, 'log', '-1', '--format=%H%n%T%n%cI').trim().split('\n');
    return { id, tree, date: new Date(date).toISOString() };
  } catch {
    return null;
  }
}

const dirtyFinding = (entry: string): Finding => ({
  file: entry.slice(3),
  line: 0,
  rule: 'dirty',
  words: 'is not what is committed',
  hint: 'Commit it, or take it away: a bundle is packed from a commit.',
});

/** git status overlooks a file when it was told to, when its time and size are the old ones, or when a filter changed it. */
const otherFinding = (file: string): Finding => ({
  file,
  line: 0,
  rule: 'dirty',
  words: 'is not, byte for byte, what is committed, though git status does not say so',
  hint: 'Take back assume-unchanged, skip-worktree, sparse checkout, core.autocrlf or the filter, and check it out again.',
});

const ignoredFinding = (file: string): Finding => ({
  file,
  line: 0,
  rule: 'ignored',
  words: 'is ignored by git and tracked all the same',
  hint: 'git rm --cached it, or correct .gitignore.',
});

const linkFinding = (file: string): Finding => ({
  file,
  line: 0,
  rule: 'link',
  words: 'is a link or a submodule',
  hint: 'A bundle has regular files only: put the content in its place.',
});

const nameFinding = (file: string): Finding => ({
  file,
  line: 0,
  rule: 'name',
  words: 'has a name that sealing gives',
  hint: 'Rename it.',
});

function git(root: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  });
}
