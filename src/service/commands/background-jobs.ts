import type { Config } from '../config.ts';
import type { JobLog } from '../jobs/job.ts';
import { keepJobs } from '../jobs/keep-jobs.ts';
import type { RunningJobs } from '../jobs/start-jobs.ts';
import type { Till } from '../till.ts';
import { VERSION } from '../web/version-routes.ts';

/** What the jobs of a process need of it. */
export interface BackgroundParts {
  readonly config: Config;
  readonly url: string;
  readonly till: Till;
  readonly log: JobLog;
  /** How long the process has its start to itself before the jobs' code is loaded, in ms. */
  readonly afterMs: number;
}

const AGAIN_MS = 5000;

/** Runs all jobs behind whatever else the process does, as soon as the database is ready for them. */
export function runJobsBehind({ config, url, till, log, afterMs }: BackgroundParts): Pick<RunningJobs, 'stop'> {
  const start = async () => {
    const [{ startJobs }, { JOBS }] = await Promise.all([
      import('../jobs/start-jobs.ts'),
      import('../jobs/job-table.ts'),
    ]);
    const running = await startJobs({ url, till, config, jobs: JOBS, log, version: VERSION });
    log.info({ worker: running.worker, jobs: JOBS.map(({ name }) => name) }, 'jobs are run');
    return running;
  };
  return keepJobs({ start, log, afterMs, againMs: AGAIN_MS });
}

/** Ends the process although a job that was handed back is still under way in it: it no longer counts. */
export function leaveUnfinished(code: number): never {
  process.exit(code);
}
