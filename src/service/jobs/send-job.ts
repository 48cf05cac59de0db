import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { Db } from '../db/open-db.ts';
import { QUEUE } from './queue.ts';

/** Puts a job in its queue, for the next worker that asks. One that waits there already, also for its next try, waits no longer; one that runs is left alone. */
export async function sendJob(db: Db, url: string, name: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    options: '-c role=till_app -c timezone=UTC -c statement_timeout=15000',
    application_name: 'till jobs run',
    max: 1,
    migrate: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  await boss.start();
  try {
    await boss.createQueue(name, QUEUE);
    if ((await boss.send(name, null)) === null) await hasten(db, name);
  } finally {
    await boss.stop({ graceful: false });
  }
}

async function hasten(db: Db, name: string): Promise<void> {
  await sql`UPDATE pgboss.job SET start_after = now() WHERE name = ${name} AND state IN ('created', 'retry')`.execute(
    db,
  );
}
