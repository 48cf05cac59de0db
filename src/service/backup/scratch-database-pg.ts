import { sql } from 'kysely';
import { refused } from '../base/problem.ts';
import { newId } from '../base/ids.ts';
import { createDatabase, dropDatabase } from '../db/database-admin.ts';
import type { Db } from '../db/open-db.ts';
import { withSession } from '../db/open-session.ts';

/** Gives work an empty database of its own beside the one that `url` names, and drops it, whatever happens. One at a time; what a killed run has left is dropped first, for it holds a copy of everything. */
export async function withScratchDatabase<T>(url: string, work: (scratch: string) => Promise<T>): Promise<T> {
  return withSession(url, async ({ db }) => {
    const prefix = await takeTurn(db);
    for (const left of await listDatabases(db, prefix)) await dropDatabase(url, left);
    const name = newId(prefix);
    try {
      return await work(await createDatabase(url, name));
    } finally {
      await dropDatabase(url, name);
    }
  });
}

// The lock is of this database and ends with this connection, so the names must be of this database too.
async function takeTurn(db: Db): Promise<string> {
  const { rows } = await sql<{ mine: boolean; oid: string }>`
    SELECT pg_try_advisory_lock(hashtext('till drill')) AS mine, oid::text FROM pg_database WHERE datname = current_database()`.execute(
    db,
  );
  const [row] = rows;
  if (row?.mine !== true) throw refused('drill-running', 'another drill is under way here', 'wait until it has ended');
  return `till_drill_${row.oid}`;
}

async function listDatabases(db: Db, prefix: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT datname AS name FROM pg_database WHERE starts_with(datname, ${`${prefix}_`})`.execute(db);
  return rows.map(({ name }) => name);
}
