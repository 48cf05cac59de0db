import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isOnlyCommand, parseImports, parseMentions } from './parse-mentions.ts';
import type { Traced } from './proof-run.ts';

const MODULE = /\.[cm]?[jt]s$/;

/** The files, folders and patterns that a script names, and the modules that named modules import. */
export function mentionedInputs(root: string, script: string): Traced {
  const { names, patterns, untraced } = parseMentions(script);
  const kinds = new Map(names.map((name) => [name, kindOf(root, name)]));
  const files = names.filter((name) => kinds.get(name) === 'file');
  const trees = names.filter((name) => kinds.get(name) === 'folder' && !isOnlyCommand(script, name));
  return { files: withImports(root, files), folders: [], absent: [], patterns, trees, untraced };
}

function kindOf(root: string, name: string): 'file' | 'folder' | 'none' {
  const stat = statSync(path.join(root, name), { throwIfNoEntry: false });
  return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'folder' : 'none';
}

function withImports(root: string, files: readonly string[]): readonly string[] {
  const found = new Set(files);
  for (const file of found) {
    if (!MODULE.test(file)) continue;
    for (const name of parseImports(readFileSync(path.join(root, file), 'utf8'))) {
      const target = path.posix.join(path.posix.dirname(file), name);
      if (!target.startsWith('..') && kindOf(root, target) === 'file') found.add(target);
    }
  }
  return [...found];
}
