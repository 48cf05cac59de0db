import { Kysely, PostgresDialect } from 'kysely';
import { Client } from 'pg';
import { columnParsers, type Db } from '../db/open-db.ts';
import type { Tables } from '../db/tables.ts';

const SETTINGS = '-c timezone=UTC -c statement_timeout=15000 -c lock_timeout=10000 -c role=till_app';

// What the work takes for a transaction of its own becomes a part of the one that is rolled back.
const NESTED: Readonly<Record<string, string>> = {
  begin: 'SAVEPOINT nested',
  commit: 'RELEASE SAVEPOINT nested',
  rollback: 'ROLLBACK TO SAVEPOINT nested',
};

const COMMANDS = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'SELECT'] as const;
type Command = (typeof COMMANDS)[number];

/** Lets work read and write as the application, and takes back all that it wrote, whatever happens. One connection; nobody else ever sees it. */
export async function withRolledBack<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    options: SETTINGS,
    types: columnParsers(),
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    const query = async (text: string, values: readonly unknown[] = []) => {
      const done = await client.query(NESTED[text] ?? text, [...values]);
      const command: Command = COMMANDS.find((one) => one === done.command) ?? 'SELECT';
      return { command, rowCount: done.rowCount ?? 0, rows: done.rows };
    };
    const lent = { query, release: () => undefined };
    const pool = { options: {}, connect: async () => lent, end: async () => undefined };
    return await work(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }));
  } finally {
    // The end of the connection is what rolls back, also after an error in the middle.
    await client.end();
  }
}
