import { type Clock as BossClock, type Job as BossJob, PgBoss } from 'pg-boss';
import { errorText } from '../base/error-text.ts';
import { newId } from '../base/ids.ts';
import { redactText } from '../base/redact.ts';
import type { Config } from '../config.ts';
import type { Till } from '../till.ts';
import { cronOf } from './cron-of.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import type { Job, JobLog } from './job.ts';
import { QUEUE } from './queue.ts';
import { runJob, type RunnerParts } from './run-job.ts';

/** What a process that runs jobs is made of. `url` is the database's; its schema must be there. */
export interface JobsParts {
  readonly url: string;
  readonly till: Till;
  readonly config: Config;
  readonly jobs: readonly Job[];
  readonly log: JobLog;
  readonly version: string;
  /** For tests: another clock, which needs the owner's rights. */
  readonly bossClock?: BossClock;
  /** How long jobs under way may go on after `stop`; 20 seconds unless told. */
  readonly graceMs?: number;
}

/** Jobs that are being run. */
export interface RunningJobs {
  readonly worker: string;
  /** Takes no more jobs and waits for those under way, for the grace at most; what is not finished then is handed back, and another worker takes it. */
  stop(): Promise<'finished' | 'handed back'>;
}

const GRACE_MS = 20_000;
const POLL_SECONDS = 5;

/** Schedules all jobs and works on them until it is stopped. However many processes do this on one database, one of them runs each occurrence, and what was missed while none ran is run once. */
export async function startJobs(parts: JobsParts): Promise<RunningJobs> {
  const worker = newId('wrk');
  const boss = createBoss(parts);
  const underWay = new Set<string>();
  try {
    await boss.start();
    for (const job of parts.jobs) await startJob(boss, job, { ...parts, worker, underWay });
    const heartbeat = await startHeartbeat(heartbeatParts(parts, worker));
    return { worker, stop: () => stopJobs(boss, parts.graceMs ?? GRACE_MS, { heartbeat, underWay }) };
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}

function createBoss({ url, log, bossClock }: JobsParts): PgBoss {
  const role = bossClock === undefined ? '-c role=till_app ' : '';
  const boss = new PgBoss({
    connectionString: url,
    options: `${role}-c timezone=UTC -c statement_timeout=15000`,
    application_name: 'till jobs',
    max: 3,
    migrate: false,
    reindex: false,
    monitorVacuum: false,
    registerInstance: false,
    flowIntervalSeconds: 3600,
    ...(bossClock === undefined ? {} : { clock: bossClock }),
  });
  boss.on('error', (error) => log.error({ words: redactText(errorText(error)) }, 'jobs: trouble'));
  boss.on('warning', ({ message }) => log.warn({ words: redactText(message) }, 'jobs: warning'));
  return boss;
}

type Claimed = Pick<BossJob<unknown>, 'id' | 'retryCount' | 'signal'>;
type Starting = RunnerParts & { readonly underWay: Set<string> };

async function startJob(boss: PgBoss, job: Job, parts: Starting): Promise<void> {
  await boss.createQueue(job.name, QUEUE);
  await boss.schedule(job.name, cronOf(job, parts.config), null, { tz: 'UTC', missed: 'once' });
  await boss.work(job.name, { pollingIntervalSeconds: POLL_SECONDS }, async (claims) => {
    for (const claim of claims) await runClaim(job, claim, parts);
  });
}

async function runClaim(job: Job, { id, retryCount, signal }: Claimed, parts: Starting): Promise<void> {
  parts.underWay.add(id);
  try {
    await runJob(parts, job, { id, retries: retryCount, signal });
  } finally {
    parts.underWay.delete(id);
  }
}

function heartbeatParts({ till, log, version }: JobsParts, worker: string) {
  const onError = (error: unknown) => log.error({ words: redactText(errorText(error)) }, 'jobs: no heartbeat');
  return { db: till.db, clock: till.clock, worker: { id: worker, version }, onError };
}

async function stopJobs(
  boss: PgBoss,
  timeout: number,
  { heartbeat, underWay }: { readonly heartbeat: Heartbeat; readonly underWay: ReadonlySet<string> },
): Promise<'finished' | 'handed back'> {
  await boss.stop({ graceful: true, timeout });
  await heartbeat.stop();
  return underWay.size === 0 ? 'finished' : 'handed back';
}
