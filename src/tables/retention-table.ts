import type { SettingField } from '../service/config.ts';
import type { InventoryRow } from '../service/db/classification.ts';
import { codes, words } from './cells.ts';
import { retentionCell } from './inventory-table.ts';
import type { Table } from './table.ts';

/** Each length of keeping with its days by default and the columns that it holds for. */
export function retentionTable(rows: readonly InventoryRow[], fields: readonly SettingField[]): Table {
  const groups = Map.groupBy(rows, (row) => row.retention);
  return {
    columns: ['kept', 'days by default', 'what for', 'columns'],
    rows: [...groups].map(([retention, members]) => [
      retentionCell(retention),
      fields.find(({ name }) => name === retention)?.default ?? '',
      words([...new Set(members.map(({ purpose }) => purpose))].join('; ')),
      codes(columnsOf(members)),
    ]),
  };
}

function columnsOf(members: readonly InventoryRow[]): readonly string[] {
  const tables = Map.groupBy(members, (member) => member.table);
  return [...tables].flatMap(([table, ofTable]) =>
    ofTable.length > 3 ? [`${table} (${ofTable.length} columns)`] : ofTable.map(({ column }) => `${table}.${column}`),
  );
}
