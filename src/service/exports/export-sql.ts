import { escapeLiteral } from 'pg';
import type { ExportColumn, ExportKind } from './export-kind.ts';

/** The period that an export covers; the end is not included. Without one it covers everything. */
export interface ExportPeriod {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

// A spreadsheet runs a cell that begins with one of these, also behind blanks and in their wide forms.
const FORMULA = String.raw`^[\s\u00a0]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|]`;

/** The SELECT behind an export. Text that a spreadsheet would run as a formula begins with an apostrophe; without `pii` personal data is replaced by a word. */
export function exportSql(kind: ExportKind, { from, to }: ExportPeriod, pii: boolean): string {
  const columns = kind.columns.map((column) => `${columnSql(column, pii)} AS ${column.name}`);
  const period = [
    ...(from === undefined ? [] : [`${kind.at} >= ${escapeLiteral(from.toISOString())}::timestamptz`]),
    ...(to === undefined ? [] : [`${kind.at} < ${escapeLiteral(to.toISOString())}::timestamptz`]),
  ];
  const where = period.length === 0 ? '' : ` WHERE ${period.join(' AND ')}`;
  return `SELECT ${columns.join(', ')} FROM ${kind.from}${where} ORDER BY ${kind.key}`;
}

function columnSql({ sql, kind }: ExportColumn, pii: boolean): string {
  if (kind === 'plain') return sql;
  if (kind === 'pii' && !pii) return `CASE WHEN ${sql} IS NULL THEN NULL ELSE 'hidden' END`;
  return `CASE WHEN ${sql} ~ ${escapeLiteral(FORMULA)} THEN '''' || ${sql} ELSE ${sql} END`;
}
