import { done, type Job } from './job.ts';

const OLDER_THAN_MS = 5000;

/** Settles what a process left behind that died, also where no web process is left to do it. */
export const sweepEvents: Job = {
  name: 'sweep-events',
  cron: '* * * * *',
  doc: 'settle events that are still open, and ask again for refunds that Stripe has not answered',
  async run({ till }) {
    await till.sweep(OLDER_THAN_MS);
    return done('swept');
  },
};
