import { sql } from 'kysely';
import type { Db } from '../db/open-db.ts';
import type { JobRunsTable } from '../db/job-tables.ts';

/** One try of a job, as kept. */
export type JobRun = Readonly<JobRunsTable>;

/** Which try of which run. */
export type Try = Pick<JobRun, 'job' | 'run_id' | 'try'>;

const KEPT_DAYS = 30;

/** Tries that a run has. */
export const TRIES = 5;

/** Opens a try. Tries of this job that are still open belong to workers that are gone: one run at a time is under way. */
export async function beginTry(db: Db, one: Try & Pick<JobRun, 'worker' | 'started_at'>): Promise<void> {
  await db
    .updateTable('job_runs')
    .set({ ended_at: one.started_at, result: endOfFailed, words: 'its worker stopped' })
    .where('job', '=', one.job)
    .where('ended_at', 'is', null)
    .execute();
  await db
    .insertInto('job_runs')
    .values({ ...one, ended_at: null, result: null, words: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const endOfFailed = sql<'retried' | 'failed'>`CASE WHEN try < ${sql.lit(TRIES)} THEN 'retried' ELSE 'failed' END`;

/** Closes a try that is open, and lets go of what is older than 30 days. */
export async function endTry(
  db: Db,
  one: Try,
  end: { readonly ended_at: Date; readonly result: NonNullable<JobRun['result']>; readonly words: string },
): Promise<void> {
  await db
    .updateTable('job_runs')
    .set(end)
    .where('job', '=', one.job)
    .where('run_id', '=', one.run_id)
    .where('try', '=', one.try)
    .where('ended_at', 'is', null)
    .execute();
  const old = new Date(end.ended_at.getTime() - KEPT_DAYS * 86_400_000);
  await db.deleteFrom('job_runs').where('job', '=', one.job).where('started_at', '<', old).execute();
}

/** When a job last began a run that was done. */
export async function lastDone(db: Db, job: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('job_runs')
    .select('started_at')
    .where('job', '=', job)
    .where('result', '=', 'done')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.started_at;
}

/** The newest try of each job. */
export function newestTries(db: Db): Promise<readonly JobRun[]> {
  return db
    .selectFrom('job_runs')
    .selectAll()
    .distinctOn('job')
    .orderBy('job')
    .orderBy('started_at', 'desc')
    .orderBy('try', 'desc')
    .execute();
}

/** The runs of the last 30 days that failed for good, newest first. */
export function failedRuns(db: Db): Promise<readonly JobRun[]> {
  return db
    .selectFrom('job_runs')
    .selectAll()
    .where('result', '=', 'failed')
    .orderBy('started_at', 'desc')
    .orderBy('job')
    .execute();
}
