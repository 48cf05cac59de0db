import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BundleFile } from '../bundle/bundle-file.ts';
import { projectFiles } from '../run/workspace-fs.ts';

/** The files of a project as a commit has them; null when git knows no such commit here. */
export function filesAt(root: string, ref: string): readonly BundleFile[] | null {
  try {
    const prefix = git(root, 'rev-parse', '--show-prefix').toString('utf8').trim();
    const commit = git(root, 'rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`).toString('utf8').trim();
    const entries = git(root, 'ls-tree', '-r', '-z', '--full-tree', commit)
      .toString('utf8')
      .split('\0')
      .filter(Boolean);
    const blobs = entries.flatMap((entry) => {
      const [, mode = '', id = '', file = ''] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      return mode.startsWith('100') && file.startsWith(prefix) ? [{ id, mode, file: file.slice(prefix.length) }] : [];
    });
    const contents = readBlobs(
      root,
      blobs.map(({ id }) => id),
    );
    return blobs.map(({ file, mode, id }) => ({
      path: file,
      bytes: contents.get(id) ?? new Uint8Array(),
      executable: mode === '100755',
    }));
  } catch {
    return null;
  }
}

/** The files of a project as they are now. */
export function filesNow(root: string): readonly BundleFile[] {
  return [...new Set(projectFiles(root))].flatMap((file) => {
    const at = path.join(root, file);
    const stat = statSync(at, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ path: file, bytes: readFileSync(at), executable: (stat.mode & 0o100) !== 0 }] : [];
  });
}

/** One process of git prints `ID TYPE SIZE`, a line feed, the bytes and a line feed for each. */
function readBlobs(root: string, ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const wanted = [...new Set(ids)];
  const said = git(root, { input: `${wanted.join('\n')}\n` }, 'cat-file', '--batch');
  const contents = new Map<string, Uint8Array>();
  let at = 0;
  for (const id of wanted) {
    const end = said.indexOf('\n', at);
    const size = Number(said.subarray(at, end).toString('latin1').split(' ')[2]);
    contents.set(id, said.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return contents;
}

function git(root: string, ...args: readonly (string | { readonly input: string })[]): Buffer {
  const words = args.filter((one) => typeof one === 'string');
  const input = args.find((one) => typeof one !== 'string')?.input ?? '';
  return execFileSync('git', ['-C', root, ...words], { input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 2 ** 30 });
}
