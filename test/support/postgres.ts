import { createDatabase } from '../../src/service/db/database-admin.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/service/db/embedded-postgres.ts';
import { migrate } from '../../src/service/db/migrate.ts';

/** A server for one test file; `fresh` gives each test a migrated database of its own. */
export interface TestPostgres extends EmbeddedPostgres {
  fresh(): Promise<string>;
}

/** Starts a server and migrates the template that fresh databases are copied from. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const server = await startEmbeddedPostgres();
  await migrate(await createDatabase(server.url, 'template_till'));
  let made = 0;
  const fresh = () => createDatabase(server.url, `test_${(made += 1)}`, 'template_till');
  return { ...server, stop: () => server.stop(), fresh };
}
