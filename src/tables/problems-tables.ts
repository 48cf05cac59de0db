import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** Every problem code of the engine with its hint. */
export function engineProblemsTable(
  problems: Readonly<Record<string, { readonly title: string; readonly hint: string }>>,
): Table {
  return {
    columns: ['code', 'what is wrong', 'hint'],
    rows: Object.entries(problems).map(([name, { title, hint }]) => [name, words(title), words(hint)]),
  };
}

/** Every problem code of Till. */
export function problemsTable(codes: Readonly<Record<string, string>>): Table {
  return {
    columns: ['code', 'what is wrong'],
    rows: Object.entries(codes).map(([name, meaning]) => [code(name), words(meaning)]),
  };
}
