import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A version of a file in the history, under a path that it has or had. */
export interface OldFile {
  readonly file: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** How much of the history can be read. */
export type HistoryDepth = 'whole' | 'shallow' | 'none';

/** Whether a folder is the root of a repository, and whether its clone is cut off. */
export function historyDepth(root: string): HistoryDepth {
  try {
    const [shallow = '', prefix = ''] = git(root, 'rev-parse', '--is-shallow-repository', '--show-prefix').split('\n');
    if (prefix !== '') return 'none';
    return shallow === 'true' ? 'shallow' : 'whole';
  } catch {
    return 'none';
  }
}

/** Every version of every file that a branch, a tag or a stash reaches, each once, by one process of git. */
export async function* oldFiles(root: string): AsyncGenerator<OldFile> {
  const paths = new Map(
    git(root, 'rev-list', '--objects', '--all')
      .split('\n')
      .map((row) => [row.slice(0, 40), row.slice(41)] as const)
      .filter(([, file]) => file !== ''),
  );
  const child = spawn('git', ['-C', root, 'cat-file', '--batch', '--buffer'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end([...paths.keys()].map((id) => `${id}\n`).join(''));
  for await (const { id, type, bytes } of objectsOf(child.stdout))
    if (type === 'blob') yield { id, file: paths.get(id) ?? '', bytes };
  if (child.exitCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`git cat-file ended with ${child.exitCode}`);
}

interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Takes apart what `git cat-file --batch` prints: `ID TYPE SIZE`, a line feed, the bytes, a line feed. */
async function* objectsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<GitObject> {
  let kept = Buffer.alloc(0);
  for await (const chunk of chunks) {
    kept = Buffer.concat([kept, chunk]);
    for (let object = firstObject(kept); object !== null; object = firstObject(kept)) {
      kept = kept.subarray(object.length);
      yield object;
    }
  }
  if (kept.length > 0) throw new Error('git cat-file was cut off');
}

function firstObject(kept: Buffer): (GitObject & { readonly length: number }) | null {
  const end = kept.indexOf('\n');
  if (end < 0) return null;
  const [id = '', type = '', size = ''] = kept.subarray(0, end).toString('latin1').split(' ');
  const length = end + 1 + Number(size) + 1;
  if (!/^\d+$/.test(size)) throw new Error(`git cat-file says ${type} of ${id}`);
  return kept.length < length ? null : { id, type, bytes: kept.subarray(end + 1, length - 1), length };
}

function git(root: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  });
}
