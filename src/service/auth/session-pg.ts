import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';

/** A kept session; `data` is what the web server remembers. */
export interface KeptSession {
  readonly userId: string;
  readonly data: string;
  readonly expiresAt: Date;
}

/** Keeps a session under the hash of its id; the same id again replaces its data. Its end stays, so that use does not lengthen it. */
export async function saveSession(db: Db, id: string, { userId, data, expiresAt }: KeptSession): Promise<void> {
  await db
    .insertInto('sessions')
    .values({ id_hash: idHash(id), user_id: userId, data, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('id_hash').doUpdateSet({ data }))
    .execute();
}

/** The data of a session that is not over. */
export async function findSession(db: Db, id: string): Promise<unknown> {
  const row = await db
    .selectFrom('sessions')
    .select('data')
    .where('id_hash', '=', idHash(id))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row?.data;
}

/** Ends a session, and removes those that are over. */
export async function removeSession(db: Db, id: string): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((where) => where.or([where('id_hash', '=', idHash(id)), where('expires_at', '<=', sql<Date>`now()`)]))
    .execute();
}

const idHash = (id: string): string => createHash('sha256').update(id).digest('hex');
