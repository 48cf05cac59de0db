import { escapeIdentifier } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import type { Session } from '../db/open-session.ts';
import type { CatalogTable } from './catalog-pg.ts';
import type { Bytes } from './records.ts';

/** A table's rows as COPY text, in the order of its primary key. */
export function copyOut({ client }: Session, table: CatalogTable): Bytes {
  const copy = client.query(copyTo(`COPY (${selectSql(table)}) TO STDOUT`));
  // A reader that leaves ends the connection; the stream, which nobody hears then, must not end the process.
  copy.on('error', () => undefined);
  return copy;
}

/** Loads COPY text into a table; answers how many rows. */
export async function copyIn(
  { client }: Session,
  table: { readonly name: string; readonly columns: readonly { readonly name: string }[] },
  rows: Bytes,
): Promise<number> {
  const columns = table.columns.map(({ name }) => escapeIdentifier(name)).join(', ');
  const copy = client.query(copyFrom(`COPY ${publicName(table.name)} (${columns}) FROM STDIN`));
  await pipeline(rows, copy);
  return copy.rowCount;
}

/** A table's name for a statement. */
export const publicName = (name: string): string => `public.${escapeIdentifier(name)}`;

// Text is compared by bytes: the same rows come in the same order under any collation, on any machine.
function selectSql({ name, columns, key, textual }: CatalogTable): string {
  const all = columns.map((column) => escapeIdentifier(column.name)).join(', ');
  const byBytes = (column: string) => `${escapeIdentifier(column)}${textual.includes(column) ? ' COLLATE "C"' : ''}`;
  const order = key.length > 0 ? key.map(byBytes).join(', ') : `t.*::text COLLATE "C"`;
  return `SELECT ${all} FROM ${publicName(name)} AS t ORDER BY ${order}`;
}
