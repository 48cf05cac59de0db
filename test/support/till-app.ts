import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Db, openDb } from '../../src/service/db/open-db.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { createTill, type Till } from '../../src/service/till.ts';
import { createServer } from '../../src/service/web/server.ts';
import { SECRET, signature } from './signed.ts';

/** Settings that mode production needs beside those of every test. */
export const PRODUCTION = {
  TILL_MODE: 'production',
  PUBLIC_BASE_URL: 'http://localhost',
  SESSION_SECRET: 'abcdefghij'.repeat(5),
};

/** A Till in process, on a database, with what it logged. */
export interface TillApp {
  readonly app: FastifyInstance;
  /** The owner's handle, for what a test sets up and looks at; Till itself has one with its own role. */
  readonly db: Db;
  readonly till: Till;
  readonly log: string[];
  /** Sends an event, and answers when what it brought is settled, however slow the machine is. */
  post(event: object | string, header?: string): Promise<{ status: number; body: { [field: string]: unknown } }>;
  close(): Promise<void>;
}

/** Makes one; `environment` adds to the settings. */
export async function openTillApp(url: string, environment: Record<string, string> = {}): Promise<TillApp> {
  const config = readConfig({ DATABASE_URL: url, STRIPE_WEBHOOK_SECRETS: SECRET, ...environment });
  const db = openDb(url, { as: 'owner' });
  const appDb = openDb(url);
  const log: string[] = [];
  const made = createTill({ db: appDb, config, clock: () => Date.now(), onSettled: () => undefined });
  const settling = new Set<Promise<unknown>>();
  const process = (id: string) => {
    const one = made.process(id).finally(() => settling.delete(one));
    settling.add(one);
    return one;
  };
  const till: Till = { ...made, process };
  const app = await createServer(till, config, { write: (line) => void log.push(line) });
  return {
    app,
    db,
    till,
    log,
    async post(event, header) {
      const payload = typeof event === 'string' ? event : JSON.stringify(event);
      const headers = { 'stripe-signature': header ?? signature(payload), 'content-type': 'application/json' };
      const answer = await app.inject({ method: 'POST', url: '/webhooks/stripe', payload, headers });
      for (; settling.size > 0; await turn()) await Promise.allSettled(settling);
      return { status: answer.statusCode, body: answer.json() };
    },
    async close() {
      await app.close();
      await appDb.destroy();
      await db.destroy();
    },
  };
}
