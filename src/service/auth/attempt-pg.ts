import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';

/** How many attempts a key has in a window that begins with its first one. */
export interface AttemptLimit {
  readonly kind: 'email' | 'address';
  readonly attempts: number;
  readonly minutes: number;
}

/** Wrong passwords for one email lock it; many from one address lock the address, at any email. */
export const EMAIL_LIMIT: AttemptLimit = { kind: 'email', attempts: 5, minutes: 15 };
/** See EMAIL_LIMIT. */
export const ADDRESS_LIMIT: AttemptLimit = { kind: 'address', attempts: 30, minutes: 15 };

/** Counts an attempt before it is tried, so that many at once cannot slip through; false if there were too many. */
export async function takeAttempt(db: Db, limit: AttemptLimit, value: string): Promise<boolean> {
  const windowUntil = sql<Date>`now() + ${limit.minutes} * interval '1 minute'`;
  const row = await db
    .insertInto('sign_in_attempts')
    .values({ key: attemptKey(limit, value), attempts: 1, window_until: windowUntil })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        attempts: sql`CASE WHEN sign_in_attempts.window_until <= now() THEN 1 ELSE sign_in_attempts.attempts + 1 END`,
        window_until: sql`CASE WHEN sign_in_attempts.window_until <= now() THEN excluded.window_until ELSE sign_in_attempts.window_until END`,
      }),
    )
    .returning('attempts')
    .executeTakeFirstOrThrow();
  return row.attempts <= limit.attempts;
}

/** Forgets a key's attempts, and every window that is over. */
export async function forgetAttempts(db: Db, limit: AttemptLimit, value: string): Promise<void> {
  await db
    .deleteFrom('sign_in_attempts')
    .where((where) =>
      where.or([where('key', '=', attemptKey(limit, value)), where('window_until', '<=', sql<Date>`now()`)]),
    )
    .execute();
}

/** Takes back one attempt that turned out well. */
export async function giveBackAttempt(db: Db, limit: AttemptLimit, value: string): Promise<void> {
  await db
    .updateTable('sign_in_attempts')
    .set({ attempts: sql`greatest(attempts - 1, 0)` })
    .where('key', '=', attemptKey(limit, value))
    .execute();
}

function attemptKey({ kind }: AttemptLimit, value: string): string {
  return createHash('sha256').update(`${kind}:${value}`).digest('hex');
}
