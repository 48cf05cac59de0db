import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { unpackedFiles } from '../engine/index.ts';
import type { ProjectFiles } from './gate.ts';

/** With git the files that it tracks or would track; in an unpacked bundle those of its manifest; elsewhere all but what is made. Each file is read once. */
export function projectFiles(root: string): ProjectFiles {
  const kept = new Map<string, Uint8Array>();
  const files = listFiles(root).filter((file) => lstatSync(path.join(root, file), { throwIfNoEntry: false })?.isFile());
  const read = (file: string): Uint8Array => {
    const bytes = kept.get(file) ?? readFileSync(path.join(root, file));
    kept.set(file, bytes);
    return bytes;
  };
  return { root, files, read, text: (file) => Buffer.from(read(file)).toString('utf8') };
}

function listFiles(root: string): readonly string[] {
  try {
    const list = execFileSync('git', ['-C', root, 'ls-files', '-z', '-co', '--exclude-standard', '--deduplicate'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return list.split('\0').filter((file) => file !== '');
  } catch {
    const listed = unpackedFiles(root);
    if (listed !== null) return listed;
    const made = /(?:^|\/)(?:node_modules|dist|\.astro|\.till|\.git|\.run)(?:\/|$)/;
    const all = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll(path.sep, '/'));
    return all.filter((file) => !made.test(file)).sort();
  }
}
