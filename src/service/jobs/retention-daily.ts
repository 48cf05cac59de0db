import { openDb } from '../db/open-db.ts';
import { runRetention } from '../privacy/run-retention-pg.ts';
import { done, type Job } from './job.ts';

/** Erases what is older than its retention, as the tables' owner. */
export const retentionDaily: Job = {
  name: 'retention',
  cron: '20 3 * * *',
  doc: 'erase personal data that is older than its retention',
  async run({ till, config, url }) {
    const db = openDb(config.DATABASE_OWNER_URL ?? url, { as: 'owner', connections: 1, statementTimeoutMs: 0 });
    try {
      const counts = await runRetention(db, config, { actor: 'job', at: new Date(till.clock()) });
      return done(
        Object.entries(counts)
          .map(([name, count]) => `${name.replaceAll('_', ' ')} ${count}`)
          .join(', '),
      );
    } finally {
      await db.destroy();
    }
  },
};
