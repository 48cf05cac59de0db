import type { Clock } from '../base/clock.ts';
import { compareBackup } from './compare-backup-pg.ts';
import { allHold, type Comparison } from './comparison.ts';
import { type RestoreOrder, restoreBackup } from './restore-backup-pg.ts';
import { withScratchDatabase } from './scratch-database-pg.ts';

/** What a drill showed. `rtoSeconds`: how long the restore took; `rpoSeconds`: how old the backup was, which is what would be lost. */
export interface Drill {
  readonly holds: boolean;
  readonly rtoSeconds: number;
  readonly rpoSeconds: number;
  readonly comparisons: readonly Comparison[];
}

/** Restores a checked backup into a scratch database beside the one that `url` names, compares the two, and drops it, whatever happens. */
export async function runDrill(order: RestoreOrder, clock: Clock): Promise<Drill> {
  return withScratchDatabase(order.url, async (url) => {
    const began = clock();
    await restoreBackup({ ...order, url });
    const rtoSeconds = (clock() - began) / 1000;
    const comparisons = await compareBackup(order.backup, order.manifest, url);
    const rpoSeconds = Math.max(0, began - Date.parse(order.manifest.created_at)) / 1000;
    return { holds: allHold(comparisons), rtoSeconds, rpoSeconds, comparisons };
  });
}
