import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect, PostgresDriver } from 'kysely';
import { Client } from 'pg';
import { columnParsers, type Db, sessionSettings } from '../db/open-db.ts';
import type { Tables } from '../db/tables.ts';

const run = (statement: string) => async (connection: DatabaseConnection) =>
  void (await connection.executeQuery(CompiledQuery.raw(statement)));

// What the work takes for a transaction of its own becomes a part of the one that is rolled back.
const NESTED = {
  beginTransaction: run('SAVEPOINT nested'),
  commitTransaction: run('RELEASE SAVEPOINT nested'),
  rollbackTransaction: run('ROLLBACK TO SAVEPOINT nested'),
};

/** Lets work read and write as the application, and takes back all that it wrote, whatever happens. One connection; nobody else ever sees it. */
export async function withRolledBack<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    options: sessionSettings(),
    types: columnParsers(),
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    return await work(nestedDb(client));
  } finally {
    // The end of the connection is what rolls back, also after an error in the middle.
    await client.end();
  }
}

function nestedDb(client: Client): Db {
  const lent = Object.assign(client, { release: () => undefined });
  const pool = { options: {}, connect: async () => lent, end: async () => undefined };
  const dialect = new PostgresDialect({ pool });
  const driver = Object.assign(new PostgresDriver({ pool }), NESTED);
  return new Kysely<Tables>({
    dialect: {
      createDriver: () => driver,
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  });
}
