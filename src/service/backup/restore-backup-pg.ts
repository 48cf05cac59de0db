import { sql } from 'kysely';
import { errorText } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';
import { redactText } from '../base/redact.ts';
import { installJobSchema } from '../db/job-schema.ts';
import { knownMigrations, migrateWithin } from '../db/migrate.ts';
import type { Db } from '../db/open-db.ts';
import { type Session, withSession } from '../db/open-session.ts';
import { type CatalogTable, listTables } from './catalog-pg.ts';
import { copyIn, copyOut, publicName } from './copy-table-pg.ts';
import type { Manifest } from './format.ts';
import { isSameData, measureAll } from './measure.ts';
import type { BackupFile } from './open-backup.ts';
import { withoutTriggers } from './without-triggers-pg.ts';

/** A backup that was checked, where it goes, and who is told of each table. `url` is of the role that is to own the tables. */
export interface RestoreOrder {
  readonly backup: BackupFile;
  readonly manifest: Manifest;
  readonly url: string;
  readonly onTable?: (name: string) => void;
}

/**
 * Restores a checked backup into an empty database, in one transaction: its migrations, its rows, its sequences; then
 * reads all of it back and compares. Refused, with the target as it was, if something is there or something differs.
 * An older backup stays at its own migrations; one of the newest is ready to be served, with an empty schema for jobs.
 */
export async function restoreBackup(order: RestoreOrder): Promise<void> {
  await withSession(order.url, async (session) => {
    await session.db.transaction().execute(async (db) => {
      const within = { ...session, db };
      await requireEmpty(db);
      await migrateWithin(db, order.manifest.migrations.at(-1));
      const tables = await listTables(db);
      requireSameShape(tables, order.manifest);
      await withoutTriggers(db, () => load(within, order));
      await setSequences(db, order.manifest);
      await requireSameRows(within, tables, order.manifest);
    });
    // The rows are in. Without statistics the database answers slowly until the server finds the time, and that is all.
    await sql`ANALYZE`.execute(session.db).catch(() => undefined);
  });
  const newest = (await knownMigrations()).at(-1);
  if (order.manifest.migrations.at(-1) === newest) await makeJobSchema(order.url);
}

// At the newest migrations the database is ready to be served; an older one is made so by till migrate.
async function makeJobSchema(url: string): Promise<void> {
  try {
    await installJobSchema(url);
  } catch (error) {
    const title = redactText(`all rows are restored, but the schema of jobs could not be made: ${errorText(error)}`);
    throw refused('restore-failed', title, 'run till migrate on it');
  }
}

async function requireEmpty(db: Db): Promise<void> {
  // Two restores at once into one database: the second waits here, and then finds what the first has made.
  await sql`SELECT pg_advisory_xact_lock(hashtext('till restore'))`.execute(db);
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    ORDER BY relkind = 'S', relname`.execute(db);
  const [first] = rows;
  if (first === undefined) return;
  const others = rows.length > 1 ? ` and ${rows.length - 1} more` : '';
  throw refused(
    'target-not-empty',
    `the target holds ${first.name}${others}`,
    'create an empty database and restore into that',
  );
}

function requireSameShape(tables: readonly CatalogTable[], manifest: Manifest): void {
  const shape = ({ name, columns }: Pick<CatalogTable, 'name' | 'columns'>) =>
    [name, ...columns.map((column) => `${column.name} ${column.type}`)].join(', ');
  const here = new Map(tables.map((table) => [table.name, shape(table)]));
  const there = new Map(manifest.tables.map((table) => [table.name, shape(table)]));
  const names = [...new Set([...here.keys(), ...there.keys()])];
  const differing = names.filter((name) => here.get(name) !== there.get(name));
  if (differing.length === 0) return;
  const title = `its migrations make other tables here than it holds: ${differing.join(', ')}`;
  throw refused('restore-failed', title, `restore it with Till ${manifest.till}, which made it`);
}

async function load(session: Session, { backup, manifest, onTable }: RestoreOrder): Promise<void> {
  // Migrations put rows of their own into some tables; the backup has its own of those.
  for (const { name } of manifest.tables.toReversed()) await sql`DELETE FROM ${sql.id(name)}`.execute(session.db);
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  await backup.read(async (name, rows) => {
    onTable?.(name);
    const table = tables.get(name);
    if (table !== undefined) await copyIn(session, table, rows);
  });
}

async function setSequences(db: Db, { sequences }: Manifest): Promise<void> {
  for (const { name, last_value, is_called } of sequences)
    await sql`SELECT setval(${publicName(name)}::regclass, ${last_value}::bigint, ${is_called})`.execute(db);
}

async function requireSameRows(session: Session, tables: readonly CatalogTable[], manifest: Manifest): Promise<void> {
  const differing: string[] = [];
  for (const entry of manifest.tables) {
    const table = tables.find(({ name }) => name === entry.name);
    if (table === undefined || !isSameData(await measureAll(copyOut(session, table)), entry))
      differing.push(entry.name);
  }
  if (differing.length === 0) return;
  throw refused(
    'restore-failed',
    `read back, these tables differ from the backup: ${differing.join(', ')}`,
    'nothing was kept; check the file and try again',
  );
}
