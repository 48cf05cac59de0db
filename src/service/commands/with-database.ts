import { errorText } from '../base/error-text.ts';
import { Refused, refused } from '../base/problem.ts';
import { redactText } from '../base/redact.ts';
import type { Config } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { type Db, openDb } from '../db/open-db.ts';

/** A database's address and what ends it: nothing for a given one, the embedded server for ours. */
export interface DatabaseAddress {
  readonly url: string;
  readonly embedded: boolean;
  stop(): Promise<void>;
}

/** DATABASE_URL, or the embedded server in `.till/pg`: joined if it runs, else started; always migrated. */
export async function findDatabase(config: Config): Promise<DatabaseAddress> {
  if (config.DATABASE_URL !== undefined)
    return { url: config.DATABASE_URL, embedded: false, stop: async () => undefined };
  const { startEmbeddedPostgres } = await import('../db/embedded-postgres.ts');
  const server = await startEmbeddedPostgres({ dir: '.till/pg' });
  await migrate(server.url);
  return { url: server.url, embedded: true, stop: () => server.stop() };
}

/** Opens the configured database for one piece of work and closes it, whatever happens. A database that fails is Refused. */
export async function withDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const address = await findDatabase(config);
  const db = openDb(address.url, { connections: 2 });
  try {
    return await work(db);
  } catch (error) {
    if (error instanceof Refused) throw error;
    const hint = 'check DATABASE_URL, and run till migrate';
    throw refused('database-unreachable', redactText(`the database failed: ${errorText(error)}`), hint);
  } finally {
    await db.destroy();
    await address.stop();
  }
}
