import { refused } from '../base/problem.ts';
import { knownMigrations, migrate, pendingMigrations } from '../db/migrate.ts';
import { openDb } from '../db/open-db.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { findDatabase } from './with-database.ts';

/** `till migrate`: prints each migration that ran, or that there was none. `--pending` runs none and exits 1 if some would. */
export async function runMigrations({ environment, values, print }: Call): Promise<number> {
  const to = typeof values['to'] === 'string' ? await parseTarget(values['to']) : undefined;
  const config = readConfig(environment);
  const address = await findDatabase({ ...config, DATABASE_URL: config.DATABASE_OWNER_URL ?? config.DATABASE_URL });
  try {
    if (values['pending'] === true) return await printPending(address.url, print);
    const names = await migrate(address.url, to);
    for (const name of names) print(`migrated ${name}`);
    if (names.length === 0) print('up to date');
    return 0;
  } finally {
    await address.stop();
  }
}

async function parseTarget(name: string): Promise<string> {
  const known = await knownMigrations();
  if (known.includes(name)) return name;
  throw refused('migration-unknown', `no migration ${name}`, `such as ${known.at(-1) ?? 'none'}`);
}

async function printPending(url: string, print: Call['print']): Promise<number> {
  const db = openDb(url, { as: 'owner', connections: 1 });
  try {
    const names = await pendingMigrations(db);
    for (const name of names) print(`pending ${name}`);
    if (names.length === 0) print('up to date');
    return names.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}
