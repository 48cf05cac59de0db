import { PgBoss } from 'pg-boss';

/** When a cron line comes due after an instant, read as the scheduler reads it, in UTC. */
export function nextRun(cron: string, after: Date): Date {
  // It only reckons: an address that is never opened keeps it from reading one out of the environment.
  const boss = new PgBoss({ connectionString: 'postgres://127.0.0.1:1/none' });
  const [next] = boss.previewSchedule(cron, { from: after, tz: 'UTC', count: 1 });
  if (next === undefined) throw new RangeError(`${cron} never comes due`);
  return next;
}
