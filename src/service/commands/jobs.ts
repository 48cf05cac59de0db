import { nowDate, systemClock } from '../base/clock.ts';
import type { Job } from '../jobs/job.ts';
import { failedRuns, type JobRun, newestTries } from '../jobs/job-run-pg.ts';
import { JOBS } from '../jobs/job-table.ts';
import { nextRun } from '../jobs/next-run.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till jobs`: each job with its last run and its next; `--failed` lists the runs that failed for good. */
export async function printJobs(call: Call): Promise<number> {
  const { failed, tries } = await withDatabase(readConfig(call.environment), async (db) => ({
    failed: await failedRuns(db),
    tries: await newestTries(db),
  }));
  if (call.values['failed'] === true) printRows(call, failed);
  else
    printRows(
      call,
      JOBS.map((job) => jobRow(job, tries, failed)),
    );
  return 0;
}

function jobRow(job: Job, tries: readonly JobRun[], failed: readonly JobRun[]) {
  const last = tries.find((run) => run.job === job.name);
  return {
    name: job.name,
    cron: job.cron,
    last_run: last?.started_at ?? null,
    last_result: last === undefined ? null : (last.result ?? 'running'),
    failed: failed.filter((run) => run.job === job.name).length,
    next_run: nextRun(job.cron, nowDate(systemClock)),
    words: last?.words ?? null,
    doc: job.doc,
  };
}
