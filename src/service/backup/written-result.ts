import type { RunResult } from './recorded.ts';
import { totalRows } from './row-lines.ts';
import type { Written } from './write-backup.ts';

/** What is recorded of a backup: the moment whose data it holds, its size, and its name with the number of rows. */
export function writtenResult({ file, bytes, cipher, manifest }: Written): RunResult {
  const detail = `${file}, ${totalRows(manifest)} rows, ${cipher === 'plain' ? 'not encrypted' : 'encrypted'}`;
  return { at: new Date(manifest.created_at), ok: true, bytes, detail };
}
