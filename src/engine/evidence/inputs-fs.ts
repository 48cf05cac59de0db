import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { digest, digestJson } from '../base/digest.ts';
import type { Traced } from '../run/proof-run.ts';

/** Digests of files and folder listings under a root, each looked at once. */
export interface InputReader {
  /** The state of an input: its digest, or `absent`. */
  readonly state: (input: string) => string;
  /** The inputs of a run: what was traced, what the globs match, the lock file and the configuration. */
  collect(traced: Traced, globs: readonly string[]): Record<string, string>;
}

/** How package.json decides what a module is; its other fields change nothing in a run that is not traced. */
const MODULES = 'package.json#modules';
const ALWAYS = ['package-lock.json', 'proofroom.config.ts', MODULES];
const OUTSIDE = ['**/node_modules/**', '.git/**', 'proofs/**', 'dist/**', '.astro/**', '.till/**'];

/** Makes a reader that remembers; make a new one when files may have changed. */
export function inputReader(root: string): InputReader {
  const known = new Map<string, string>();
  const state = (input: string): string => {
    const seen = known.get(input) ?? look(root, input);
    known.set(input, seen);
    return seen;
  };
  return {
    state,
    collect: (traced, globs) => {
      const patterns = [...new Set([...globs, ...traced.patterns])];
      const named = [...traced.files, ...traced.absent, ...matches(root, patterns)].filter(
        (name) => !isFolder(root, name),
      );
      const listed = traced.folders.map((folder) => `${folder}/`);
      const kept = [...named, ...listed, ...traced.trees.map((folder) => `tree:${folder}`)].filter(isKept);
      const names = [...kept, ...patterns.map((pattern) => `glob:${pattern}`), ...ALWAYS];
      return Object.fromEntries([...new Set(names)].sort().map((name) => [name, state(name)]));
    },
  };
}

function isFolder(root: string, name: string): boolean {
  return statOf(path.join(root, name))?.isDirectory() ?? false;
}

/** What proofs print is no input of theirs; ALWAYS covers what is installed. */
function isKept(name: string): boolean {
  const bare = name.replace(/^tree:/, '');
  const outside = /^(?:proofs|\.git|dist|\.astro|\.till|node_modules)(?:\/|$)|\/node_modules(?:\/|$)|\.proof\.m[jt]s$/;
  return bare !== '' && bare !== '/' && !outside.test(bare);
}

function matches(root: string, patterns: readonly string[]): readonly string[] {
  if (patterns.length === 0) return [];
  return globSync([...patterns], { cwd: root, dot: true, ignore: OUTSIDE, expandDirectories: false });
}

function look(root: string, input: string): string {
  if (input === MODULES) return moduleFields(root);
  if (input.startsWith('glob:')) return digest(inOrder(matches(root, [input.slice(5)])).join('\n'));
  if (input.startsWith('tree:')) return treeDigest(root, input.slice(5));
  const file = path.join(root, input);
  const stat = statOf(file);
  if (input.endsWith('/')) return stat?.isDirectory() ? digest(inOrder(readdirSync(file)).join('\n')) : 'absent';
  return stat?.isFile() ? digest(readFileSync(file)) : 'absent';
}

function statOf(file: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // A part of the path is a file, not a folder: then there is nothing under it.
    return undefined;
  }
}

function inOrder(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => (a < b ? -1 : 1));
}

function treeDigest(root: string, folder: string): string {
  const files = inOrder(matches(root, [`${folder}/**`]));
  return files.length === 0
    ? 'absent'
    : digest(files.map((file) => `${file} ${digest(readFileSync(path.join(root, file)))}`).join('\n'));
}

function moduleFields(root: string): string {
  try {
    const { type, imports, exports }: Record<string, string> = JSON.parse(
      readFileSync(path.join(root, 'package.json'), 'utf8'),
    );
    return digestJson({ type, imports, exports });
  } catch {
    return 'absent';
  }
}
