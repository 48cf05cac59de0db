import { refused } from '../base/problem.ts';
import { knownMigrations } from '../db/migrate.ts';
import type { Manifest } from './format.ts';
import { isSameData, type Measured, measureAll } from './measure.ts';
import { type BackupFile, damaged } from './open-backup.ts';

/** Reads a backup from end to end and answers its manifest. Refused unless every table has the rows and the checksum that it names, and this program knows each of its migrations. */
export async function checkBackup(backup: BackupFile): Promise<Manifest> {
  const manifest = await readBack(backup);
  requireKnown(backup.name, manifest, await knownMigrations());
  return manifest;
}

/** The same whatever its migrations are. */
export async function readBack(backup: BackupFile): Promise<Manifest> {
  const found = new Map<string, Measured>();
  const manifest = await backup.read(async (name, rows) => void found.set(name, await measureAll(rows)));
  const wrong = manifest.tables.filter((table) => {
    const measured = found.get(table.name);
    return measured === undefined || !isSameData(measured, table);
  });
  if (wrong.length > 0)
    throw damaged(backup.name, `does not hold the rows of ${wrong.map(({ name }) => name).join(', ')} that it names`);
  return manifest;
}

function requireKnown(name: string, { migrations, till }: Manifest, known: readonly string[]): void {
  const unknown = migrations.filter((migration) => !known.includes(migration));
  const hint = `restore it with Till ${till}, which made it, or a newer one`;
  if (unknown.length > 0)
    throw refused('backup-newer', `${name}: this program does not know its migrations ${unknown.join(', ')}`, hint);
  const before = known.slice(0, known.indexOf(migrations.at(-1) ?? '') + 1);
  const missing = before.filter((migration) => !migrations.includes(migration));
  if (missing.length > 0)
    throw refused(
      'backup-newer',
      `${name}: lacks the migrations ${missing.join(', ')}, which come before its last`,
      hint,
    );
}
