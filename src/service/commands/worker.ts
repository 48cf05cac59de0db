import { systemClock } from '../base/clock.ts';
import { openDb } from '../db/open-db.ts';
import type { JobLog } from '../jobs/job.ts';
import { readConfig } from '../read-config.ts';
import { createTill } from '../till.ts';
import type { Verdict } from '../webhooks/verdict.ts';
import { leaveUnfinished, runJobsBehind } from './background-jobs.ts';
import type { Call } from './command.ts';
import { createJsonLog } from './json-log.ts';
import { stopSignal } from './stop-signal.ts';
import { findDatabase } from './with-database.ts';

/** `till worker`: runs jobs until SIGTERM or SIGINT; those under way get 20 seconds, then they are handed back. */
export async function work({ environment, print }: Call): Promise<number> {
  const config = readConfig(environment);
  const stopAsked = stopSignal();
  const log = createJsonLog(config.LOG_LEVEL, systemClock, print);
  const address = await findDatabase(config);
  const onIdleError = (error: Error) => log.error({ words: error.message }, 'a database connection ended');
  const db = openDb(address.url, { connections: 4, onIdleError });
  const onSettled = (event: string, verdict: Verdict) => tellVerdict(log, event, verdict);
  const till = createTill({ db, config, clock: systemClock, onSettled });
  const jobs = runJobsBehind({ config, url: address.url, till, log, afterMs: 0 });
  log.info({ signal: await stopAsked }, 'stopping');
  const ended = await jobs.stop();
  log.info({ jobs: ended }, 'stopped');
  if (ended === 'finished') await db.destroy();
  await address.stop();
  return ended === 'finished' ? 0 : leaveUnfinished(0);
}

function tellVerdict(log: JobLog, event: string, verdict: Verdict): void {
  if (verdict.kind === 'parked') log.warn({ event, reason: verdict.reason }, 'event parked');
  else log.info({ event, status: verdict.kind }, 'event settled');
}
