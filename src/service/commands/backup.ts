import { systemClock } from '../base/clock.ts';
import type { Config } from '../config.ts';
import { backupKey } from '../backup/backup-key.ts';
import { recorded } from '../backup/recorded.ts';
import { writeBackup, type Written } from '../backup/write-backup.ts';
import { rowLines, totalRows } from '../backup/row-lines.ts';
import { writtenResult } from '../backup/written-result.ts';
import { readConfig } from '../read-config.ts';
import { VERSION } from '../web/version-routes.ts';
import type { Call } from './command.ts';
import { progressOf } from './progress.ts';
import { withOwnerDatabase } from './with-database.ts';

/** `till backup FILE`: one snapshot of all tables in a file; prints each table's rows. */
export async function backup(call: Call): Promise<number> {
  const written = await makeBackup(call, readConfig(call.environment));
  if (call.values['json'] === true) call.print(JSON.stringify(jsonOf(written)));
  else for (const line of writtenLines(written)) call.print(line);
  return 0;
}

function makeBackup({ positionals, values }: Call, config: Config): Promise<Written> {
  const progress = progressOf('backing up');
  const run = (url: string) =>
    writeBackup({
      url,
      file: positionals[0] ?? '',
      key: backupKey(config),
      replace: values['yes'] === true,
      till: VERSION,
      clock: systemClock,
      onTable: progress.show,
    }).finally(progress.end);
  return withOwnerDatabase(config, (db, url) =>
    values['record'] === true
      ? recorded({ db, clock: systemClock }, 'backup', { run: () => run(url), resultOf: writtenResult })
      : run(url),
  );
}

function jsonOf({ file, bytes, cipher, tookMs, manifest }: Written) {
  return { file, bytes, encrypted: cipher !== 'plain', took_ms: tookMs, ...manifest };
}

function writtenLines({ file, bytes, cipher, tookMs, manifest }: Written): readonly string[] {
  const counts = rowLines(manifest);
  const tables = manifest.tables.map(({ sha256 }, index) => `${counts[index] ?? ''}  sha256 ${sha256}`);
  const words = cipher === 'plain' ? 'not encrypted' : 'encrypted';
  const total = `${totalRows(manifest)} rows, ${bytes} bytes, ${words}, ${(tookMs / 1000).toFixed(1)} s`;
  return [...tables, `${file}: ${total}`];
}
