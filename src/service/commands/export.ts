import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { systemClock } from '../base/clock.ts';
import { errorCode } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';
import { EXPORT_KINDS, findExportKind } from '../exports/export-kind.ts';
import { runExport } from '../exports/run-export-pg.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { parsePeriod } from './parse-window.ts';
import { withDatabase } from './with-database.ts';

/** `till export KIND`: CSV on stdout or into a new file; personal data only with --pii. Audited with filter and row count. */
export async function exportRows({ environment, positionals, values }: Call): Promise<number> {
  const kind = findExportKind(positionals[0] ?? '');
  if (kind === undefined)
    throw refused(
      'usage-wrong',
      `no export ${positionals[0] ?? ''}`,
      `one of ${EXPORT_KINDS.map(({ name }) => name).join(', ')}`,
    );
  const request = { kind, period: parsePeriod(values), pii: values['pii'] === true, actor: 'cli' };
  const { out } = values;
  await withDatabase(readConfig(environment), async (db) => {
    const { stream, ended } = await runExport(db, request, systemClock);
    if (typeof out === 'string') await writeNew(out, stream);
    else {
      stream.pipe(process.stdout, { end: false });
      await finished(stream);
    }
    await ended;
  });
  return 0;
}

const FILE_ERROR = /^(?:EACCES|EEXIST|EISDIR|ENOENT|ENOSPC|ENOTDIR|EPERM|EROFS)$/;

async function writeNew(file: string, stream: Readable): Promise<void> {
  try {
    await pipeline(stream, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (!FILE_ERROR.test(code)) throw error;
    throw refused(
      'file-unwritable',
      `${file}: cannot be written (${code})`,
      'name a new file that this user may write',
    );
  }
}
