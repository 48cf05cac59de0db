import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/open-db.ts';
import { LEFT_OUT, type Manifest } from './format.ts';
import { orderTables, type Reference } from './order-tables.ts';

/** A table as the database has it. `key` names the columns of its primary key; `textual` the columns that a collation orders. */
export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly key: readonly string[];
  readonly textual: readonly string[];
}

const names = z.array(z.string());

/** The tables of schema `public` that belong into a backup, in the order in which they can be loaded. Read from the database, so that a new one is never forgotten. */
export async function listTables(db: Db): Promise<readonly CatalogTable[]> {
  const tables = new Map((await readTables(db)).map((table) => [table.name, table]));
  const ordered = orderTables([...tables.keys()], await readReferences(db));
  return ordered.flatMap((name) => tables.get(name) ?? []);
}

async function readTables(db: Db): Promise<readonly CatalogTable[]> {
  // A generated column is computed again where it is loaded.
  const { rows } = await sql<{ name: string; columns: unknown; key: unknown; textual: unknown }>`
    SELECT c.relname AS name,
      (SELECT coalesce(json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) ORDER BY attnum), '[]')
       FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
      (SELECT coalesce(json_agg(a.attname ORDER BY k.place), '[]')
       FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place), pg_attribute a
       WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum) AS key,
      (SELECT coalesce(json_agg(attname), '[]')
       FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attcollation <> 0) AS textual
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`.execute(
    db,
  );
  const columns = z.array(z.object({ name: z.string(), type: z.string() }));
  return rows
    .filter(({ name }) => !Object.hasOwn(LEFT_OUT, name))
    .map((row) => ({
      name: row.name,
      columns: columns.parse(row.columns),
      key: names.parse(row.key),
      textual: names.parse(row.textual),
    }));
}

async function readReferences(db: Db): Promise<readonly Reference[]> {
  const { rows } = await sql<Reference>`
    SELECT a.relname AS from, b.relname AS to FROM pg_constraint
    JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid
    WHERE contype = 'f' AND a.relnamespace = 'public'::regnamespace AND b.relnamespace = 'public'::regnamespace`.execute(
    db,
  );
  return rows;
}

/** The positions of all sequences in schema `public`. They may be ahead of the rows, never behind. */
export async function readSequences(db: Db): Promise<Manifest['sequences']> {
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE "C"`.execute(db);
  const positions: Manifest['sequences'] = [];
  for (const { name } of rows) {
    const position = await sql<{ last_value: string; is_called: boolean }>`
      SELECT last_value::text, is_called FROM ${sql.id(name)}`.execute(db);
    positions.push(...position.rows.map((row) => ({ name, ...row })));
  }
  return positions;
}

/** The migrations that ran here, oldest first; none where nothing ever ran. */
export async function appliedMigrations(db: Db): Promise<readonly string[]> {
  const { rows: found } = await sql<{ found: boolean }>`
    SELECT to_regclass('public.kysely_migration') IS NOT NULL AS found`.execute(db);
  if (found[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM kysely_migration ORDER BY name COLLATE "C"`.execute(db);
  return rows.map(({ name }) => name);
}

/** The server's version and the database's encoding. */
export async function readServer(db: Db): Promise<Pick<Manifest, 'server_version' | 'encoding'>> {
  const { rows } = await sql<Pick<Manifest, 'server_version' | 'encoding'>>`
    SELECT current_setting('server_version') AS server_version, current_setting('server_encoding') AS encoding`.execute(
    db,
  );
  return rows[0] ?? { server_version: 'unknown', encoding: 'unknown' };
}
