import type { Call } from './command.ts';

/** Prints rows as one JSON array with `--json`, otherwise as aligned lines under their column names. */
export function printRows({ values, print }: Call, rows: readonly object[]): void {
  if (values['json'] === true) return print(JSON.stringify(rows));
  const [first] = rows;
  if (first === undefined) return print('none');
  const table = [Object.keys(first), ...rows.map((row) => Object.values(row).map(cellText))];
  const widths = Object.keys(first).map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of table)
    print(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
