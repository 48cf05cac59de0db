import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';

interface Trigger {
  readonly table: string;
  readonly name: string;
  readonly mode: string;
}

/** Loads without the triggers that would refuse or change the rows; afterwards each is as it was. To be used within a transaction, by the tables' owner. */
export async function withoutTriggers(db: Db, work: () => Promise<void>): Promise<void> {
  const triggers = await listTriggers(db);
  for (const { table, name } of triggers)
    await sql`ALTER TABLE ${sql.id(table)} DISABLE TRIGGER ${sql.id(name)}`.execute(db);
  await work();
  for (const { table, name, mode } of triggers)
    await sql`ALTER TABLE ${sql.id(table)} ${sql.raw(enableWords(mode))} TRIGGER ${sql.id(name)}`.execute(db);
}

// Foreign keys are triggers too, but not ours to switch off: the tables come in an order that they allow.
async function listTriggers(db: Db): Promise<readonly Trigger[]> {
  const { rows } = await sql<Trigger>`
    SELECT c.relname AS table, tgname AS name, tgenabled AS mode
    FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
    WHERE NOT tgisinternal AND tgenabled <> 'D' AND c.relnamespace = 'public'::regnamespace`.execute(db);
  return rows;
}

function enableWords(mode: string): string {
  if (mode === 'A') return 'ENABLE ALWAYS';
  return mode === 'R' ? 'ENABLE REPLICA' : 'ENABLE';
}
