import type { Measurement } from './measurement.ts';

/** Measurements as aligned lines: mark, words, measured ms, the floor beside it, the ratio, the target, a note. */
export function measurementLines(measurements: readonly Measurement[]): readonly string[] {
  const rows = measurements.map((one) => [
    `${markOf(one)} ${one.words}`,
    `${one.measuredMs.toFixed(0)} ms`,
    `floor ${one.floorMs.toFixed(0)} ms`,
    `${ratioOf(one).toFixed(2)} ×`,
    targetText(one),
    [one.floorWords, one.note].filter(Boolean).join('; '),
  ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const isNumber = (column: number): boolean => column > 0 && column < 4;
  const cell = (text: string, column: number): string =>
    isNumber(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join('  ').trimEnd());
}

/** How many times the floor was measured. */
export const ratioOf = ({ measuredMs, floorMs }: Measurement): number => measuredMs / floorMs;

/** Whether the target was reached; null without one. */
export function isReached(measurement: Measurement): boolean | null {
  const { target, measuredMs } = measurement;
  if (target.kind === 'none') return null;
  return target.kind === 'ms' ? measuredMs <= target.most : ratioOf(measurement) <= target.most;
}

function markOf(measurement: Measurement): string {
  const reached = isReached(measurement);
  if (reached === null) return '·';
  return reached ? '✓' : '!';
}

function targetText({ target }: Measurement): string {
  if (target.kind === 'none') return '';
  return `target ${target.most} ${target.kind === 'ms' ? 'ms' : '×'}`;
}
