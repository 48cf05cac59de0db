import { sql } from 'kysely';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import type { Session } from '../db/open-session.ts';
import { appliedMigrations, type CatalogTable, listTables, readSequences, readServer } from './catalog-pg.ts';
import { copyOut } from './copy-table-pg.ts';
import { FORMAT, LEFT_OUT, type Manifest, type TableEntry } from './format.ts';
import { createMeasure, measured } from './measure.ts';

/** What a snapshot gives: a table begins, or rows of it as COPY text. */
export type Snapshotted =
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'data'; readonly bytes: Buffer };

/** What the manifest says that the database does not know: this program's version, and the time just before the snapshot. */
export interface Taken {
  readonly till: string;
  readonly at: Date;
}

/** Gives all rows of all tables as they are at one moment, whatever is written meanwhile, and returns what they came to. */
export async function* takeSnapshot(session: Session, { till, at }: Taken): AsyncGenerator<Snapshotted, Manifest> {
  const { db } = session;
  await sql`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`.execute(db);
  const tables = await listTables(db);
  const migrations = await appliedMigrations(db);
  if (migrations.length === 0)
    throw refused('backup-failed', 'this database holds nothing of Till', 'check DATABASE_URL, or run till migrate');
  await keepShape(db, tables);
  const entries: TableEntry[] = [];
  for (const table of tables) entries.push(yield* copyTable(session, table));
  const sequences = await readSequences(db);
  const server = await readServer(db);
  await sql`COMMIT`.execute(db);
  return {
    format: FORMAT,
    till,
    created_at: at.toISOString(),
    ...server,
    migrations: [...migrations],
    left_out: { ...LEFT_OUT },
    tables: entries,
    sequences,
  };
}

// A migration that ran between two tables would tear them apart; it waits, or we do.
async function keepShape(db: Db, tables: readonly CatalogTable[]): Promise<void> {
  const names = sql.join(tables.map(({ name }) => sql.id(name)));
  await sql`LOCK TABLE ${names} IN ACCESS SHARE MODE`.execute(db);
}

async function* copyTable(session: Session, table: CatalogTable): AsyncGenerator<Snapshotted, TableEntry> {
  yield { kind: 'table', name: table.name };
  const measure = createMeasure();
  for await (const bytes of measured(copyOut(session, table), measure)) yield { kind: 'data', bytes };
  return { name: table.name, columns: [...table.columns], ...measure.result() };
}
