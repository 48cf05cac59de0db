import { catchUpSnapshots } from '../analytics/catch-up-snapshots.ts';
import type { Rebuilt } from '../analytics/rebuild-snapshots.ts';
import { done, type Job } from './job.ts';

/** Keeps the snapshots whole, however long nothing ran. */
export const snapshotDaily: Job = {
  name: 'snapshot-daily',
  cron: '10 0 * * *',
  doc: 'snapshots of all closed days that have none, and new versions of days for which something came late',
  async run({ till, signal }) {
    const { missing, late } = await catchUpSnapshots({ db: till.db, clock: till.clock, signal }, 'snapshot-daily');
    const words = [...rangeWords('new', missing), ...rangeWords('late', late)];
    return done(words.length === 0 ? 'nothing to do' : words.join('; '));
  },
};

function rangeWords(kind: string, rebuilt: Rebuilt | undefined): readonly string[] {
  if (rebuilt === undefined) return [];
  return [`${kind}: ${rebuilt.from} to ${rebuilt.to}, ${rebuilt.made} made`];
}
