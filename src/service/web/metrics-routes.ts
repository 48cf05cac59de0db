import type { FastifyInstance } from 'fastify';
import { collectGauges } from '../operations/collect-gauges-pg.ts';
import type { Till } from '../till.ts';

/** `/metrics` for Prometheus: this process's counters, and what the database holds. For callers on this machine, and elsewhere for those with METRICS_TOKEN. */
export function metricsRoutes(app: FastifyInstance, till: Till): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: `${Math.floor(reply.statusCode / 100)}xx` };
    till.metrics.observeRequest(labels, reply.elapsedTime / 1000);
    // A probe that is told `unready` got a good answer.
    if (reply.statusCode >= 500 && route !== '/readyz') till.metrics.count('till_requests_failed_total', {});
  });
  app.get('/metrics', { config: { access: 'scraper' }, logLevel: 'warn' }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(await till.metrics.text(await collectGauges(till.db, till.clock))),
  );
}
