import type { Milestone } from '../matrix/milestone.ts';
import type { JudgedRow, Verdict } from '../matrix/verdict.ts';
import { countVerdicts, VERDICTS } from '../matrix/verdict.ts';
import type { Paint } from './paint.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  proved: '✓',
  weak: '~',
  stale: '…',
  failing: '✗',
  unproved: '○',
  'out-of-scope': '–',
};

/** The matrix for a terminal: rows by group with its state, each with verdict and reason, then the counts. */
export function matrixText(rows: readonly JudgedRow[], milestones: readonly Milestone[], colours: Paint): string {
  const width = Math.max(0, ...rows.map(({ row }) => row.id.length));
  const blocks = milestones.map(({ group, state }) => {
    const lines = rows.filter(({ row }) => row.group === group).map((row) => rowText(row, { width, colours }));
    return `${group} · ${state.replaceAll('-', ' ')}\n${lines.join('')}\n`;
  });
  return `${blocks.join('')}${countsLine(rows)}\n`;
}

function rowText(
  { row, verdict, why, proofs }: JudgedRow,
  { width, colours }: { width: number; colours: Paint },
): string {
  const mark =
    verdict === 'proved'
      ? colours.good(MARKS[verdict])
      : verdict === 'failing'
        ? colours.bad(MARKS[verdict])
        : MARKS[verdict];
  const reason = why === '' ? proofs.join(', ') : why;
  const indent = ' '.repeat(width + 4);
  return `${mark} ${row.id.padEnd(width)}  ${verdict.padEnd(12)}  ${row.claim}\n${indent}${colours.dim(`${' '.repeat(14)}${reason}`)}\n`;
}

function countsLine(rows: readonly JudgedRow[]): string {
  const counts = countVerdicts(rows);
  return `${rows.length} rows: ${VERDICTS.map((verdict) => `${counts[verdict]} ${verdict.replaceAll('-', ' ')}`).join(', ')}`;
}
