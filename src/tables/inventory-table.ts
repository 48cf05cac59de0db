import type { InventoryRow } from '../service/db/classification.ts';
import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** Every column of every table: whether it holds personal data, why it is kept, how long, and what erasure does. */
export function inventoryTable(rows: readonly InventoryRow[]): Table {
  return {
    columns: ['column', 'personal', 'purpose', 'basis', 'retention', 'erasure'],
    rows: rows.map(({ table, column, pii, purpose, basis, retention, erasure }) => [
      code(`${table}.${column}`),
      pii,
      words(purpose),
      words(basis),
      retentionCell(retention),
      words(erasure),
    ]),
  };
}

/** How long, in words, or the setting that says so. */
export function retentionCell(retention: string): string {
  return /^[A-Z_]+$/.test(retention) ? code(retention) : words(retention);
}
