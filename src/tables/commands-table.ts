import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** A command of Till, as far as the reference tells of it. */
interface DocumentedCommand {
  readonly words: string;
  readonly operands: readonly string[];
  readonly doc: string;
  readonly options: Readonly<Record<string, { readonly type: string; readonly doc: string }>>;
}

/** Every command of Till with its options, by name. */
export function commandsTable(commands: readonly DocumentedCommand[]): Table {
  const inOrder = commands.toSorted((a, b) => (a.words < b.words ? -1 : 1));
  const rows = inOrder.map((command) => [
    code(['till', command.words, ...command.operands].join(' ')),
    words(command.doc),
    Object.entries(command.options)
      .map(([name, { type }]) => code(type === 'string' ? `--${name} …` : `--${name}`))
      .join(', '),
  ]);
  return { columns: ['command', 'what it does', 'options'], rows };
}
