import { PgBoss } from 'pg-boss';

/** Puts a job in its queue, for the next worker that asks. False if it waits or runs already. Its queue is there once a worker has run. */
export async function sendJob(url: string, name: string): Promise<boolean> {
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
    return (await boss.send(name, null)) !== null;
  } finally {
    await boss.stop({ graceful: false });
  }
}
