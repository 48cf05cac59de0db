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
import type { Call } from './command.ts';
import { findDatabase } from './with-database.ts';

/** Serves until SIGTERM or SIGINT, then finishes what is in flight. Given a DATABASE_URL it migrates nothing: /readyz is 503 until `till migrate` has run. */
export async function serve({ environment }: Call): Promise<number> {
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
  app.log.info({ signal: await stopAsked }, 'stopping');
  await sweeper.stop();
  await app.close();
  await db.destroy();
  await address.stop();
  return 0;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
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
