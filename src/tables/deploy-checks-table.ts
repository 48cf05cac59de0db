import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** A check, as far as the reference tells of it. */
interface DocumentedCheck {
  readonly id: string;
  readonly level: string;
  readonly title: string;
  readonly doc: string;
  readonly from: string;
}

/** Every deploy check: what it demands, how it looks, and whether it needs the running server. */
export function deployChecksTable(checks: readonly DocumentedCheck[]): Table {
  return {
    columns: ['check', 'level', 'demands that', 'how it looks', 'looks at'],
    rows: checks.map(({ id, level, title, doc, from }) => [
      code(id),
      words(level),
      words(title),
      words(doc),
      from === 'settings' ? 'settings' : 'what runs (`--deploy`)',
    ]),
  };
}
