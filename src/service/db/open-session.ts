import { Kysely, PostgresDialect } from 'kysely';
import { Client } from 'pg';
import type { Tables } from './tables.ts';
import { columnParsers, type Db } from './open-db.ts';

/** One connection: `client` for COPY, `db` for all else, both in the same transaction where one is open. */
export interface Session {
  readonly client: Client;
  readonly db: Db;
}

// Whatever the server or the role has as default, the same value is written the same way.
const SETTINGS = [
  'timezone=UTC',
  'datestyle=ISO',
  'intervalstyle=postgres',
  'bytea_output=hex',
  'extra_float_digits=1',
  'client_encoding=UTF8',
  'search_path=public',
  'row_security=off',
  'statement_timeout=0',
  'lock_timeout=10000',
  'idle_in_transaction_session_timeout=0',
];

/** Gives one connection of the role that the URL names to a piece of long work, and ends it, whatever happens; an open transaction is then rolled back. */
export async function withSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    options: SETTINGS.map((setting) => `-c ${setting}`).join(' '),
    types: columnParsers(),
  });
  // A connection that the server ends is told by the statement under way.
  client.on('error', () => undefined);
  await client.connect();
  const lent = Object.assign(client, { release: () => undefined });
  const pool = { options: {}, connect: async () => lent, end: async () => undefined };
  try {
    return await work({ client, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) });
  } finally {
    await client.end();
  }
}
