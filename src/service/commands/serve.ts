import type { FastifyInstance } from 'fastify';
import { systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { errorText } from '../base/error-text.ts';
import type { Config } from '../config.ts';
import { openDb } from '../db/open-db.ts';
import { readConfig } from '../read-config.ts';
import { createTill, type Till } from '../till.ts';
import type { Verdict } from '../webhooks/verdict.ts';
import { startSweeper } from '../webhooks/sweeper.ts';
import { createServer } from '../web/server.ts';
import { leaveUnfinished, runJobsBehind } from './background-jobs.ts';
import type { Call } from './command.ts';
import { stopSignal } from './stop-signal.ts';
import { findDatabase } from './with-database.ts';

// A server that was just started answers its first requests before it loads what jobs need.
const JOBS_AFTER_MS = 1000;

/** Serves until SIGTERM or SIGINT, then finishes what is in flight; runs jobs as well in mode development or when asked to. Given a DATABASE_URL it migrates nothing: /readyz is 503 until `till migrate` has run. */
export async function serve({ environment, values }: Call): Promise<number> {
  const config = readConfig(environment);
  const stopAsked = stopSignal();
  const address = await findDatabase(config);
  const db = openDb(address.url, {
    onIdleError: (error) => app.log.error({ err: error }, 'a database connection ended'),
  });
  const till = createTill({ db, config, clock: systemClock, onSettled: (id, verdict) => logVerdict(app, id, verdict) });
  const app: FastifyInstance = await createServer(till, config);
  const url = await listen(app, config);
  app.log.info({ url, mode: config.TILL_MODE }, 'listening');
  if (config.STRIPE_WEBHOOK_SECRETS === undefined)
    app.log.warn('no STRIPE_WEBHOOK_SECRETS: every delivery will be refused');
  const sweeper = startSweepingFor(till, app);
  const withJobs = config.TILL_MODE === 'development' || values['with-jobs'] === true;
  const behind = { config, url: address.url, till, log: app.log, afterMs: JOBS_AFTER_MS };
  const jobs = withJobs ? runJobsBehind(behind) : undefined;
  app.log.info({ signal: await stopAsked }, 'stopping');
  const [ended = 'finished'] = await Promise.all([jobs?.stop(), sweeper.stop(), app.close()]);
  if (ended === 'finished') await db.destroy();
  await address.stop();
  return ended === 'finished' ? 0 : leaveUnfinished(0);
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  const { HOST: host, PORT: port } = config;
  try {
    return await app.listen({ host, port, listenTextResolver: (address) => `bound to ${address}` });
  } catch (error) {
    throw refused(
      'config-malformed',
      `cannot listen on ${host}:${port}: ${errorText(error)}`,
      'choose another HOST or PORT; 0 takes a free port',
    );
  }
}

function startSweepingFor(till: Till, app: FastifyInstance) {
  const onError = (error: unknown) => app.log.error({ err: error }, 'sweep failed');
  return startSweeper({ sweep: (olderThanMs) => till.sweep(olderThanMs), everyMs: 2000, olderThanMs: 5000, onError });
}

function logVerdict(app: FastifyInstance, event: string, verdict: Verdict): void {
  if (verdict.kind === 'parked') app.log.warn({ event, reason: verdict.reason }, 'event parked');
  else app.log.info({ event, status: verdict.kind }, 'event settled');
}
