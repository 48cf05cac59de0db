import type { Table } from './table.ts';

/** A table as Markdown lines: head, rule, rows. */
export function markdownTable({ columns, rows }: Table): readonly string[] {
  return [line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)];
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => (cell === '' ? ' ' : cell)).join(' | ')} |`.replaceAll(/ {2,}\|/g, ' |');
}
