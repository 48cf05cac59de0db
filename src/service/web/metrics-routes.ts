import type { FastifyInstance } from 'fastify';
import { metricName } from '../base/counters.ts';
import type { Till } from '../till.ts';
import { countEvents } from '../webhooks/event-pg.ts';

/** `/metrics` for Prometheus: this process's counters, and what the database holds. For callers on this machine only. */
export function metricsRoutes(app: FastifyInstance, till: Till): void {
  app.get('/metrics', { config: { access: 'local' }, logLevel: 'warn' }, async (_request, reply) => {
    const lines = [...till.counters.lines(), ...(await storedLines(till))];
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
}

async function storedLines(till: Till): Promise<readonly string[]> {
  const counts = await countEvents(till.db);
  const duplicates = counts.reduce((sum, row) => sum + row.duplicates, 0);
  const statuses = counts.map(({ status, events }) => `${metricName('till_events', { status })} ${events}`);
  return [...statuses, `till_event_duplicates_total ${duplicates}`];
}
