import { sql } from 'kysely';
import type { Role } from '../auth/permissions.ts';
import type { Db } from '../db/open-db.ts';

/** How the session of the application looks to the server. */
export interface SessionFacts {
  readonly tls: boolean;
  readonly timezone: string;
  readonly statement_timeout: string;
  readonly lock_timeout: string;
}

/** Reads the session's settings as they are, whoever set them. */
export async function readSession(db: Db): Promise<SessionFacts> {
  const { rows } = await sql<Omit<SessionFacts, 'tls'>>`
    SELECT current_setting('TimeZone') AS timezone, current_setting('statement_timeout') AS statement_timeout,
      current_setting('lock_timeout') AS lock_timeout`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new TypeError('the session has no settings');
  return { ...row, tls: await isEncrypted(db) };
}

// The server tells this only to the role that signed in.
function isEncrypted(db: Db): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await sql`SET LOCAL ROLE NONE`.execute(transaction);
    const { rows } = await sql<{ ssl: boolean | null }>`
      SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(transaction);
    return rows[0]?.ssl === true;
  });
}

/** The server's clock. */
export async function readClock(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`SELECT clock_timestamp() AS at`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new TypeError('the server tells no time');
  return row.at;
}

/** A right that the application must not have. */
export interface ExcessRight {
  readonly role: string;
  readonly is_login: boolean;
  readonly what: string;
}

const FORBIDDEN = [
  ['audit_entries', 'UPDATE'],
  ['audit_entries', 'DELETE'],
  ['audit_entries', 'TRUNCATE'],
  ['stripe_events', 'DELETE'],
  ['stripe_events', 'TRUNCATE'],
] as const;
const FROZEN = ['id', 'body', 'type', 'created', 'livemode', 'account', 'received_at'] as const;

/** The rights by which the role of the session, or the role that signed in and may return to itself, could alter the audit or events. */
export async function readExcessRights(db: Db): Promise<readonly ExcessRight[]> {
  const tables = FORBIDDEN.map(
    ([table, right]) => sql`(${`${right} ${table}`}, has_table_privilege(role, ${table}, ${right}))`,
  );
  const columns = FROZEN.map(
    (column) =>
      sql`(${`UPDATE stripe_events.${column}`}, has_column_privilege(role, 'stripe_events', ${column}, 'UPDATE'))`,
  );
  const { rows } = await sql<ExcessRight>`
    SELECT role::text, is_login, what
    FROM (VALUES (current_user, false), (session_user, true)) AS roles (role, is_login),
      LATERAL (VALUES ${sql.join([...tables, ...columns])}) AS rights (what, allowed)
    WHERE allowed`.execute(db);
  return rows;
}

/** Whether each of our own newest events of the last 7 days is a live one, at most 100. Events of the self-test tell nothing. */
export async function readNewestModes(db: Db): Promise<readonly boolean[]> {
  const rows = await db
    .selectFrom('stripe_events')
    .select('livemode')
    .where('account', 'is', null)
    .where('type', '!=', 'till.selftest')
    .where('received_at', '>', sql<Date>`now() - interval '7 days'`)
    .orderBy('received_at', 'desc')
    .limit(100)
    .execute();
  return rows.map(({ livemode }) => livemode);
}

/** The runs that tell how backups stand; none also where the table is missing. */
export interface LastRuns {
  /** When the newest run that went well was. */
  readonly good: Date | undefined;
  /** Whether the one that ended last failed. */
  readonly failed: boolean;
}

/** Reads the last runs of backups, or of restore drills. */
export async function readLastRuns(db: Db, kind: 'backup' | 'drill'): Promise<LastRuns> {
  const { rows } = await sql<{ there: boolean }>`SELECT to_regclass('backup_runs') IS NOT NULL AS there`.execute(db);
  if (rows[0]?.there !== true) return { good: undefined, failed: false };
  const runs = db.selectFrom('backup_runs').select(['at', 'ok']).where('kind', '=', kind).limit(1);
  const good = await runs.where('ok', '=', true).orderBy('at', 'desc').executeTakeFirst();
  const last = await runs.orderBy('id', 'desc').executeTakeFirst();
  return { good: good?.at, failed: last?.ok === false };
}

/** Somebody who may sign in, with the hash of their password. */
export interface Person {
  readonly email: string;
  readonly role: Role;
  readonly password_hash: string;
}

/** All who may sign in. */
export function readPeople(db: Db): Promise<readonly Person[]> {
  return db
    .selectFrom('users')
    .select(['email', 'role', 'password_hash'])
    .where('disabled_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute();
}
