import { sql } from 'kysely';
import type { Db } from './open-db.ts';

/** Runs `work` while nobody else holds the lock, however long it takes to get it. It takes a connection of its own. */
export function withAdvisoryLock<T>(db: Db, lock: number, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(${sql.lit(lock)})`.execute(
      connection,
    );
    try {
      return await work();
    } finally {
      // A connection that broke has given the lock back already.
      await sql`SELECT pg_advisory_unlock(${sql.lit(lock)}); RESET lock_timeout; RESET statement_timeout`
        .execute(connection)
        .catch(() => undefined);
    }
  });
}
