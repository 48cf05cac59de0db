import { createDatabase } from '../../src/service/db/database-admin.ts';
import { startEmbeddedPostgres } from '../../src/service/db/embedded-postgres.ts';
import { migrate } from '../../src/service/db/migrate.ts';
import { bestOf } from './best-of.ts';
import type { Bench } from './measurement.ts';

/** A migrated database for each proof, copied from a template, beside an empty one. */
export const freshDatabase: Bench = {
  name: 'database',
  async measure() {
    const server = await startEmbeddedPostgres();
    try {
      await migrate(await createDatabase(server.url, 'template_till'));
      let made = 0;
      const best = await bestOf(10, {
        subject: () => createDatabase(server.url, `fresh_${(made += 1)}`, 'template_till'),
        floor: () => createDatabase(server.url, `bare_${made}`),
      });
      return [
        {
          words: 'a fresh, migrated database',
          ...best,
          floorWords: 'a bare CREATE DATABASE',
          target: { kind: 'ms', most: 100 },
          note: 'both with a connection of their own',
        },
      ];
    } finally {
      await server.stop();
    }
  },
};
