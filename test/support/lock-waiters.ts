import { sql } from 'kysely';
import type { Db } from '../../src/service/db/open-db.ts';

/** How many statements on this database wait for a lock of another transaction. */
export async function lockWaiters(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.n ?? 0;
}
