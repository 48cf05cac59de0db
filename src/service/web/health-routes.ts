import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import { pendingMigrations } from '../db/migrate.ts';
import type { Db } from '../db/open-db.ts';

const HEALTH = {
  tags: ['operations'],
  summary: 'Whether the process answers',
  response: { 200: z.object({ status: z.literal('ok') }) },
};
const readySchema = z.object({ status: z.enum(['ready', 'unready']), reasons: z.array(z.string()) });
const READY = {
  tags: ['operations'],
  summary: 'Whether the service can do its work, and why not',
  response: { 200: readySchema, 503: readySchema },
};

/** `/healthz`: the process answers. `/readyz`: the database answers and has every migration; otherwise 503 with the reasons. */
export function healthRoutes(app: FastifyInstance, db: Db): void {
  app.get('/healthz', { config: { access: 'public' }, schema: HEALTH, logLevel: 'warn' }, async () => ({
    status: 'ok',
  }));
  app.get('/readyz', { config: { access: 'public' }, schema: READY, logLevel: 'warn' }, async (_request, reply) => {
    const reasons = await collectUnready(db);
    return reasons.length === 0 ? { status: 'ready', reasons } : reply.code(503).send({ status: 'unready', reasons });
  });
}

async function collectUnready(db: Db): Promise<readonly string[]> {
  try {
    await sql`SELECT 1`.execute(db);
    const pending = await pendingMigrations(db);
    return pending.map((name) => `migration ${name} is pending`);
  } catch (error) {
    // Before its first migration a database does not know our role either.
    if (errorText(error).includes('role "till_app" does not exist')) return ['migrations are pending'];
    return [`the database does not answer: ${redactText(errorText(error))}`];
  }
}
