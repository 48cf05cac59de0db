import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { isSealName } from '../base/seal-names.ts';
import type { Traced } from '../run/proof-run.ts';
import { inputState, MODULES, OUTSIDE_FOLDERS, type InputSource } from './input-state.ts';

/** Digests of files and folder listings under a root, each looked at once. */
export interface InputReader {
  /** The state of an input: its digest, or `absent`. */
  readonly state: (input: string) => string;
  /** The inputs of a run: what was traced, what the globs match, the lock file and the configuration. */
  collect(traced: Traced, globs: readonly string[]): Record<string, string>;
}

const ALWAYS = ['package-lock.json', 'proofroom.config.ts', MODULES];
const OUTSIDE = OUTSIDE_FOLDERS.map((folder) => (folder === 'node_modules' ? '**/node_modules/**' : `${folder}/**`));

/** Makes a reader that remembers; make a new one when files may have changed. */
export function inputReader(root: string): InputReader {
  const known = new Map<string, string>();
  const source = sourceAt(root);
  const state = (input: string): string => {
    const seen = known.get(input) ?? inputState(input, source);
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

/** What proofs print and what sealing adds are no inputs of theirs; ALWAYS covers what is installed. */
function isKept(name: string): boolean {
  const bare = name.replace(/^tree:/, '');
  const outside =
    /^(?:proofs|\.git|dist|dist-bundle|site|\.astro|\.till|node_modules)(?:\/|$)|\/node_modules(?:\/|$)|\.proof\.m[jt]s$/;
  return bare !== '' && bare !== '/' && !outside.test(bare) && !isSealName(bare);
}

function matches(root: string, patterns: readonly string[]): readonly string[] {
  if (patterns.length === 0) return [];
  return globSync([...patterns], { cwd: root, dot: true, ignore: OUTSIDE, expandDirectories: false });
}

/** The files of a folder on disk. */
function sourceAt(root: string): InputSource {
  return {
    file: (name) => (statOf(path.join(root, name))?.isFile() ? readFileSync(path.join(root, name)) : null),
    folder: (name) => (isFolder(root, name) ? readdirSync(path.join(root, name)) : null),
    glob: (pattern) => matches(root, [pattern]),
  };
}

function statOf(file: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // A part of the path is a file, not a folder: then there is nothing under it.
    return undefined;
  }
}
