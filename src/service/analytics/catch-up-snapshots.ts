import { nowSeconds } from '../base/clock.ts';
import { dayOf, dayText } from './day.ts';
import { type DayRange } from './day.ts';
import { findOpenDay, findTouchedDay, readSeenUntil, saveSeenUntil } from './catch-up-pg.ts';
import { type RebuildParts, type Rebuilt, rebuildSnapshots } from './rebuild-snapshots.ts';

/** What a catch-up did, if anything was to be done: days without a snapshot, and days that something came late for. */
export interface CaughtUp {
  readonly missing: Rebuilt | undefined;
  readonly late: Rebuilt | undefined;
}

/**
 * Brings the snapshots up to yesterday: each closed day that has none gets one, and each closed day for which something
 * was recorded since the last time is computed again. Nothing is computed where nothing is due.
 */
export async function catchUpSnapshots(parts: RebuildParts, actor: string): Promise<CaughtUp> {
  const yesterday = dayOf(nowSeconds(parts.clock)) - 1;
  const seen = await readSeenUntil(parts.db);
  const open = (await findOpenDay(parts.db)) ?? yesterday + 1;
  const touched = await findTouchedDay(parts.db, seen.until);
  const rebuild = ({ from, to }: DayRange, reason: string) =>
    from > to ? undefined : rebuildSnapshots(parts, { from: dayText(from), to: dayText(to), actor, reason });
  const late = touched === undefined ? undefined : await rebuild({ from: touched, to: open - 1 }, 'late event');
  const missing = await rebuild({ from: open, to: yesterday }, 'daily');
  await saveSeenUntil(parts.db, seen.now);
  return { missing, late };
}
