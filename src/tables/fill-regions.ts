import type { Region } from './find-regions.ts';

/** The lines of every known table, by name. */
export type TableLines = ReadonlyMap<string, readonly string[]>;

/** A page with each region of a known table rewritten to what its table is now; all else stays. */
export function fillRegions(text: string, regions: readonly Region[], tables: TableLines): string {
  const rows = text.split('\n');
  for (const { name, begin, end } of regions.toReversed()) {
    const lines = tables.get(name);
    if (lines !== undefined) rows.splice(begin, end - begin - 1, ...body(lines));
  }
  return rows.join('\n');
}

/** The first line, from 1, at which a region is not what its table is now; null when it is. */
export function firstDrift(text: string, { begin, end }: Region, lines: readonly string[]): number | null {
  const now = text.split('\n').slice(begin, end - 1);
  const meant = body(lines);
  const at = meant.findIndex((line, index) => line !== now[index]);
  if (at >= 0) return begin + 1 + Math.min(at, now.length);
  return now.length === meant.length ? null : begin + 1 + meant.length;
}

const body = (lines: readonly string[]): readonly string[] => ['', ...lines, ''];
