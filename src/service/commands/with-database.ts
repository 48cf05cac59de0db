import { errorText } from '../base/error-text.ts';
import { Refused, refused } from '../base/problem.ts';
import { redactText } from '../base/redact.ts';
import type { Config } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { type Db, type DbOptions, openDb } from '../db/open-db.ts';

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
export function withDatabase<T>(config: Config, work: (db: Db, url: string) => Promise<T>): Promise<T> {
  return withHandle(config, { connections: 2 }, work);
}

/** The same as the tables' owner, without a time limit a statement: for what the application itself may not do. `url` is the owner's. */
export function withOwnerDatabase<T>(config: Config, work: (db: Db, url: string) => Promise<T>): Promise<T> {
  const owner = { ...config, DATABASE_URL: config.DATABASE_OWNER_URL ?? config.DATABASE_URL };
  return withHandle(owner, { as: 'owner', connections: 2, statementTimeoutMs: 0 }, work);
}

async function withHandle<T>(
  config: Config,
  options: DbOptions,
  work: (db: Db, url: string) => Promise<T>,
): Promise<T> {
  const address = await findDatabase(config);
  const db = openDb(address.url, options);
  try {
    return await work(db, address.url);
  } catch (error) {
    if (error instanceof Refused) throw error;
    const hint = 'check DATABASE_URL, and run till migrate';
    throw refused('database-unreachable', redactText(`the database failed: ${errorText(error)}`), hint);
  } finally {
    await db.destroy();
    await address.stop();
  }
}
