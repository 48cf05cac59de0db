import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { errorText } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';
import { installJobSchema } from './job-schema.ts';
import { type Db, openDb } from './open-db.ts';

const FOLDER = path.join(import.meta.dirname, 'migrations');

/** Runs the migrations that are not in yet, all or none, and answers their names; then brings the schema of jobs up to date. Two at once wait for each other. `upTo` stops after that one. */
export async function migrate(url: string, upTo?: string): Promise<readonly string[]> {
  const db = openDb(url, { as: 'owner', statementTimeoutMs: 0, connections: 2 });
  try {
    const names = await migrateWithin(db, upTo);
    if (upTo === undefined) await installJobSchema(url);
    return names;
  } finally {
    await db.destroy();
  }
}

/** The same on an open handle; on a transaction they become part of it. */
export async function migrateWithin(db: Db, upTo?: string): Promise<readonly string[]> {
  const migrator = migratorOn(db);
  const { error, results = [] } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  const failed = results.find((result) => result.status === 'Error');
  if (error !== undefined) throw failure(failed?.migrationName, error);
  return results.map((result) => result.migrationName);
}

/** All migrations of this program, oldest first. */
export async function knownMigrations(): Promise<readonly string[]> {
  return Object.keys(await readMigrations());
}

/** The migrations that this program has and the database has not, oldest first. */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  const migrations = await migratorOn(db).getMigrations();
  return migrations.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}

function migratorOn(db: Db): Migrator {
  return new Migrator({ db, provider: { getMigrations: readMigrations } });
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).toSorted();
  const migrations = files.map(async (file) => {
    const body = await readFile(path.join(FOLDER, file), 'utf8');
    return [
      file.slice(0, -4),
      { up: async (db) => void (await sql.raw(body).execute(db)) } satisfies Migration,
    ] as const;
  });
  return Object.fromEntries(await Promise.all(migrations));
}

function failure(name: string | undefined, error: unknown): Error {
  if (name !== undefined)
    return refused(
      'migration-failed',
      `migration ${name}: ${errorText(error)}`,
      'nothing was changed; mend it and run till migrate again',
    );
  return refused(
    'database-unreachable',
    `the database refused the migrations: ${errorText(error)}`,
    'check DATABASE_URL',
  );
}
