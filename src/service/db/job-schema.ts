import { sql } from 'kysely';
import { type Db, openDb } from './open-db.ts';

/** The version of pg-boss's own schema that this program works with. */
export const JOB_SCHEMA_VERSION = 46;

const LOCK = 7_201_120;
const RIGHTS = `
  GRANT USAGE ON SCHEMA pgboss TO till_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO till_app`;

/** Brings the schema `pgboss`, in which jobs wait, up to date, as its owner. Two at once wait for each other. Where nothing is to be done it costs one query. */
export async function installJobSchema(url: string): Promise<void> {
  const db = openDb(url, { as: 'owner', statementTimeoutMs: 0, connections: 1 });
  try {
    if (await isJobSchemaReady(db)) return;
    await db.connection().execute(async (connection) => {
      await sql`SET lock_timeout = 0; SELECT pg_advisory_lock(${sql.lit(LOCK)})`.execute(connection);
      if (await isJobSchemaReady(connection)) return;
      await bringUp(connection);
      await sql.raw(RIGHTS).execute(connection);
    });
  } finally {
    // Ends the session, and with it the lock.
    await db.destroy();
  }
}

/** Whether jobs can run on this database: the schema is there in a version that this program knows, and the application may use it. */
export async function isJobSchemaReady(db: Db): Promise<boolean> {
  return (await installedVersion(db)) >= JOB_SCHEMA_VERSION && (await mayWork(db));
}

async function bringUp(db: Db): Promise<void> {
  const version = await installedVersion(db);
  if (version >= JOB_SCHEMA_VERSION) return;
  // The library takes longer to load than all else here, and is needed once in a database's life.
  const { getConstructionPlans, getMigrationPlans } = await import('pg-boss');
  await sql.raw(version === 0 ? getConstructionPlans('pgboss') : getMigrationPlans('pgboss', version)).execute(db);
}

async function installedVersion(db: Db): Promise<number> {
  const there = await sql<{ name: string | null }>`SELECT to_regclass('pgboss.version')::text AS name`.execute(db);
  if (there.rows[0]?.name !== 'pgboss.version') return 0;
  const { rows } = await sql<{ version: number }>`SELECT version FROM pgboss.version`.execute(db);
  return rows[0]?.version ?? 0;
}

async function mayWork(db: Db): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    SELECT has_table_privilege('till_app', 'pgboss.job_common', 'SELECT, INSERT, UPDATE, DELETE') AS may`.execute(db);
  return rows[0]?.may === true;
}
