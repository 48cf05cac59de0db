import { nowDate } from '../base/clock.ts';
import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import type { Job, JobLog, JobParts } from './job.ts';
import { beginTry, endTry, lastDone, TRIES } from './job-run-pg.ts';

/** What every run is given; `worker` is the id of this process. */
export interface RunnerParts extends Pick<JobParts, 'till' | 'config' | 'url' | 'version'> {
  readonly log: JobLog;
  readonly worker: string;
}

/** One claim of a job. `retries` counts the tries before this one; after the last one it is failed for good. */
export interface Claim {
  readonly id: string;
  readonly retries: number;
  readonly signal: AbortSignal;
}

/** Runs one try of a job and keeps how it ended. Throws what the job threw, so that it is tried again. */
export async function runJob(parts: RunnerParts, job: Job, { id, retries, signal }: Claim): Promise<void> {
  const { till, config, url, version, log, worker } = parts;
  const one = { job: job.name, run_id: id, try: retries + 1 };
  const end = (result: 'done' | 'skipped' | 'retried' | 'failed', words: string) => {
    till.metrics.count('till_jobs_total', { job: job.name, result });
    return endTry(till.db, one, { ended_at: nowDate(till.clock), result, words });
  };
  await beginTry(till.db, { ...one, worker, started_at: nowDate(till.clock) });
  try {
    const before = await lastDone(till.db, job.name);
    const outcome = await job.run({ till, config, url, version, signal, lastDone: before });
    await end(outcome.kind, outcome.words);
    log.info({ job: job.name, result: outcome.kind, words: outcome.words }, 'job ended');
  } catch (error) {
    const result = one.try < TRIES ? 'retried' : 'failed';
    const words = redactText(errorText(error)).slice(0, 500);
    log.error({ job: job.name, result, try: one.try, words }, 'job failed');
    await end(result, words);
    throw error;
  }
}
