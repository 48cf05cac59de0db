import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { digest } from '../base/digest.ts';
import type { Traced } from '../run/proof-run.ts';

/** Digests of files and folder listings under a root, each looked at once. */
export interface InputReader {
  /** The state of an input: its digest, or `absent`. */
  state(input: string): string;
  /** The inputs of a run: what was traced, what the globs match, the lock file and the configuration. */
  collect(traced: Traced, globs: readonly string[]): Record<string, string>;
}

const ALWAYS = ['package-lock.json', 'proofroom.config.ts'];

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
      const matched = globs.length === 0 ? [] : globSync([...globs], { cwd: root, dot: true, ignore: ['**/node_modules/**', '.git/**', 'proofs/.run/**'] });
      const patterns = globs.map((glob) => `glob:${glob}`);
      const folders = traced.folders.map((folder) => `${folder}/`);
      const names = [...traced.files, ...traced.absent, ...ALWAYS, ...matched, ...folders, ...patterns].map((name) => asInput(root, name));
      const inputs = [...new Set(names)].filter((name) => name !== null && isKept(name)).sort();
      return Object.fromEntries(inputs.flatMap((name) => (name === null ? [] : [[name, state(name)]])));
    },
  };
}

/** A folder that was only looked at is no input: nothing in it was read. */
function asInput(root: string, name: string): string | null {
  if (name.startsWith('glob:') || name.endsWith('/')) return name;
  return statSync(path.join(root, name), { throwIfNoEntry: false })?.isDirectory() ? null : name;
}

/** What proofs print is no input of theirs; ALWAYS covers what is installed. */
function isKept(name: string): boolean {
  return name !== '' && name !== '/' && !/^(?:proofs\/|\.git\/|dist\/|\.astro\/|node_modules\/)|\/node_modules\/|\.proof\.m[jt]s$/.test(name);
}

function look(root: string, input: string): string {
  if (input.startsWith('glob:')) return digest(globSync([input.slice(5)], { cwd: root, dot: true, ignore: ['**/node_modules/**', '.git/**', 'proofs/.run/**'] }).sort().join('\n'));
  const file = path.join(root, input);
  if (!existsSync(file)) return 'absent';
  if (input.endsWith('/')) return statSync(file).isDirectory() ? digest(readdirSync(file).sort().join('\n')) : 'absent';
  return statSync(file).isFile() ? digest(readFileSync(file)) : 'absent';
}
