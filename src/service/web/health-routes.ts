import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import { pendingMigrations } from '../db/migrate.ts';
import type { Config } from '../config.ts';
import { isJobSchemaReady } from '../db/job-schema.ts';
import type { Db } from '../db/open-db.ts';
import { workerSeenAt } from '../jobs/worker-pg.ts';
import type { Till } from '../till.ts';

const HEALTH = {
  tags: ['operations'],
  summary: 'Whether the process answers',
  response: { 200: z.object({ status: z.literal('ok') }) },
};
const readySchema = z.object({
  status: z.enum(['ready', 'unready']),
  reasons: z.array(z.string()),
  worker_age_seconds: z.int().nullable(),
});
const READY = {
  tags: ['operations'],
  summary: 'Whether the service can do its work, and why not',
  response: { 200: readySchema, 503: readySchema },
};

const WORKER_SILENT_MS = 60_000;

/**
 * `/healthz`: the process answers. `/readyz`: the database answers and has every migration, and outside of mode
 * development a worker was seen within a minute; otherwise 503 with the reasons. It also tells the age of the newest
 * heartbeat in whole seconds, null when no worker is listed.
 */
export function healthRoutes(app: FastifyInstance, till: Till, { TILL_MODE }: Config): void {
  app.get('/healthz', { config: { access: 'public' }, schema: HEALTH, logLevel: 'warn' }, async () => ({
    status: 'ok',
  }));
  app.get('/readyz', { config: { access: 'public' }, schema: READY, logLevel: 'warn' }, async (_request, reply) => {
    const { reasons, worker_age_seconds } = await judgeReadiness(till, TILL_MODE !== 'development');
    if (reasons.length === 0) return { status: 'ready', reasons, worker_age_seconds };
    return reply.code(503).send({ status: 'unready', reasons, worker_age_seconds });
  });
}

interface Readiness {
  readonly reasons: readonly string[];
  readonly worker_age_seconds: number | null;
}

async function judgeReadiness({ db, clock }: Till, needsWorker: boolean): Promise<Readiness> {
  try {
    await sql`SELECT 1`.execute(db);
    const pending = await collectPending(db);
    if (pending.length > 0) return unready(pending);
    const seen = await workerSeenAt(db);
    const ageMs = seen === undefined ? undefined : Math.max(0, clock() - seen.getTime());
    const reasons = needsWorker ? workerReasons(ageMs) : [];
    return { reasons, worker_age_seconds: ageMs === undefined ? null : Math.floor(ageMs / 1000) };
  } catch (error) {
    // Before its first migration a database does not know our role either.
    if (errorText(error).includes('role "till_app" does not exist')) return unready(['migrations are pending']);
    return unready([`the database does not answer: ${redactText(errorText(error))}`]);
  }
}

async function collectPending(db: Db): Promise<readonly string[]> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0 && !(await isJobSchemaReady(db))) return ['the schema of jobs is pending'];
  return pending.map((name) => `migration ${name} is pending`);
}

const unready = (reasons: readonly string[]): Readiness => ({ reasons, worker_age_seconds: null });

function workerReasons(ageMs: number | undefined): readonly string[] {
  if (ageMs === undefined) return ['no worker is running'];
  return ageMs <= WORKER_SILENT_MS ? [] : [`no worker was seen for ${Math.floor(ageMs / 1000)} seconds`];
}
