import type { Manifest } from './format.ts';

/** All rows of a backup. */
export function totalRows({ tables }: Manifest): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

/** One aligned line a table: its name and how many rows it has. */
export function rowLines({ tables }: Manifest): readonly string[] {
  const width = Math.max(...tables.map(({ name }) => name.length));
  const digits = Math.max(...tables.map(({ rows }) => String(rows).length));
  return tables.map(({ name, rows }) => `${name.padEnd(width)}  ${String(rows).padStart(digits)} rows`);
}
