import { nowDate, systemClock } from '../base/clock.ts';
import type { Job } from '../jobs/job.ts';
import { failedRuns, type JobRun, newestTries } from '../jobs/job-run-pg.ts';
import { JOBS } from '../jobs/job-table.ts';
import { nextRun } from '../jobs/next-run.ts';
import { cronOf } from '../jobs/cron-of.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till jobs`: each job with its last run and its next; `--failed` lists the runs that failed for good. */
export async function printJobs(call: Call): Promise<number> {
  const config = readConfig(call.environment);
  const { failed, tries } = await withDatabase(config, async (db) => ({
    failed: await failedRuns(db),
    tries: await newestTries(db),
  }));
  if (call.values['failed'] === true) printRows(call, failed);
  else
    printRows(
      call,
      JOBS.map((job) => jobRow(job, cronOf(job, config), { tries, failed })),
    );
  return 0;
}

interface Runs {
  readonly tries: readonly JobRun[];
  readonly failed: readonly JobRun[];
}

function jobRow(job: Job, cron: string, { tries, failed }: Runs) {
  const last = tries.find((run) => run.job === job.name);
  return {
    name: job.name,
    cron,
    last_run: last?.started_at ?? null,
    last_result: last === undefined ? null : (last.result ?? 'running'),
    failed: failed.filter((run) => run.job === job.name).length,
    next_run: nextRun(cron, nowDate(systemClock)),
    words: last?.words ?? null,
    doc: job.doc,
  };
}
