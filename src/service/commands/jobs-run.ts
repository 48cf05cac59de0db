import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import { type JobRun, newestTries } from '../jobs/job-run-pg.ts';
import { JOBS } from '../jobs/job-table.ts';
import { sendJob } from '../jobs/send-job.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

const LONGEST_MS = 60_000;
const ASK_MS = 250;

/** `till jobs run NAME`: a worker runs the job now. 0 when it did its work or had none, 1 when it failed or nothing took it. */
export async function runJobNow(call: Call): Promise<number> {
  const name = call.positionals[0] ?? '';
  if (!JOBS.some((job) => job.name === name)) throw refused('job-unknown', `no job ${name}`, 'see till jobs');
  const config = readConfig(call.environment);
  const run = await withDatabase(config, async (db, url) => {
    const before = await newestOf(db, name);
    await sendJob(db, url, name);
    return waitForEnd(db, name, before);
  });
  const row = run === undefined ? { job: name, result: 'waiting', words: 'no worker took it' } : shown(run);
  if (call.values['json'] === true) call.print(JSON.stringify(row));
  else printRows(call, [row]);
  return run?.result === 'done' || run?.result === 'skipped' ? 0 : 1;
}

const shown = ({ job, result, words }: JobRun) => ({ job, result, words });

async function newestOf(db: Db, name: string): Promise<JobRun | undefined> {
  return (await newestTries(db)).find(({ job }) => job === name);
}

/** The first try that ended after this was asked. One that was under way then counts as well: it is the run that was asked for. */
async function waitForEnd(db: Db, name: string, before: JobRun | undefined): Promise<JobRun | undefined> {
  const until = systemClock() + LONGEST_MS;
  while (systemClock() < until) {
    const newest = await newestOf(db, name);
    const isNew = newest?.run_id !== before?.run_id || newest?.try !== before?.try || before?.result === null;
    if (newest !== undefined && newest.result !== null && isNew) return newest;
    await wait(ASK_MS);
  }
  return undefined;
}
