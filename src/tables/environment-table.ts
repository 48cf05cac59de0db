import type { SettingField } from '../service/config.ts';
import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** Every setting of the environment; `needed` names those without which the modes demo and production do not start. */
export function environmentTable(fields: readonly SettingField[], needed: readonly string[]): Table {
  return {
    columns: ['variable', 'meaning', 'default', 'needed in', 'secret'],
    rows: fields.map(({ name, doc, default: value, secret }) => [
      code(name),
      words(doc),
      code(value ?? ''),
      needed.includes(name) ? 'demo, production' : '',
      secret ? 'yes' : 'no',
    ]),
  };
}
