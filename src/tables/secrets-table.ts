import type { SettingField } from '../service/config.ts';
import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** The settings that are secret, each with the variable that names a file instead. */
export function secretsTable(fields: readonly SettingField[]): Table {
  return {
    columns: ['secret', 'from a file', 'meaning'],
    rows: fields.filter(({ secret }) => secret).map(({ name, doc }) => [code(name), code(`${name}_FILE`), words(doc)]),
  };
}
