import { migrate } from '../db/migrate.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { findDatabase } from './with-database.ts';

/** `till migrate`: prints each migration that ran, or that there was none. */
export async function runMigrations({ environment, print }: Call): Promise<number> {
  const config = readConfig(environment);
  const address = await findDatabase({ ...config, DATABASE_URL: config.DATABASE_OWNER_URL ?? config.DATABASE_URL });
  try {
    const names = await migrate(address.url);
    for (const name of names) print(`migrated ${name}`);
    if (names.length === 0) print('up to date');
    return 0;
  } finally {
    await address.stop();
  }
}
