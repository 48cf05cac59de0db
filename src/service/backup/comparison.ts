import { assertNever } from '../base/assert-never.ts';

/** One check of a database against a backup. `absent`: what it is about is not in a backup of that version. */
export interface Comparison {
  readonly kind: 'same' | 'differs' | 'absent';
  readonly name: string;
  readonly words: string;
}

/** Whether a database is what the backup says. */
export function allHold(comparisons: readonly Comparison[]): boolean {
  return comparisons.some(({ kind }) => kind === 'same') && comparisons.every(({ kind }) => kind !== 'differs');
}

/** One aligned line a check, mark first, and a last one that names what differs. */
export function comparisonLines(comparisons: readonly Comparison[]): readonly string[] {
  const width = Math.max(...comparisons.map(({ name }) => name.length));
  const lines = comparisons.map(({ kind, name, words }) => `${markOf(kind)} ${name.padEnd(width)}  ${words}`);
  const differing = comparisons.filter(({ kind }) => kind === 'differs').map(({ name }) => name);
  return [
    ...lines,
    differing.length === 0 ? 'the database is what the backup says' : `differs: ${differing.join(', ')}`,
  ];
}

function markOf(kind: Comparison['kind']): string {
  switch (kind) {
    case 'same':
      return '✓';
    case 'differs':
      return '✗';
    case 'absent':
      return '–';
    default:
      return assertNever(kind);
  }
}
