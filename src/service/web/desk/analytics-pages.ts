import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { rebuildSnapshots } from '../../analytics/rebuild-snapshots.ts';
import { latestSnapshots, newestDay, snapshotVersions } from '../../analytics/snapshot-pg.ts';
import { mayDo } from '../../auth/permissions.ts';
import type { Till } from '../../till.ts';
import { refuse } from '../refuse.ts';
import { analyticsView, snapshotsView, SPANS, versionsView } from '../views/analytics.ts';
import { show } from './show.ts';

const daysQuery = z.looseObject({ days: z.enum(SPANS).default('90') });
const doneQuery = z.looseObject({ made: z.coerce.number().int().min(0).max(1_000_000).optional() });
const rangeSchema = z.looseObject({ from: z.iso.date(), to: z.iso.date() });
const versionParams = z.object({ day: z.iso.date(), currency: z.string().regex(/^[a-z]{3}$/) });
const SNAPSHOT_DAYS = 90;

/** Revenue: analytics, snapshots with their versions, and computing days again. */
export function analyticsPages(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const read = { access: { may: 'analytics:read' } } as const;
  app.get('/analytics', { config: read, schema: { querystring: daysQuery } }, async (request, reply) => {
    const { days } = request.query;
    const snapshots = await newestDays(till, Number(days));
    return show(reply, { title: 'Analytics', main: () => analyticsView({ days, snapshots }) });
  });
  app.get('/snapshots', { config: read, schema: { querystring: doneQuery } }, async (request, reply) => {
    const snapshots = await newestDays(till, SNAPSHOT_DAYS);
    const offered = request.user !== null && mayDo(request.user.role, 'snapshots:rebuild');
    const { made } = request.query;
    const notice =
      made === undefined ? undefined : `Computed again; ${made} new ${made === 1 ? 'version' : 'versions'}.`;
    return show(reply, { title: 'Snapshots', notice, main: (csrf) => snapshotsView({ snapshots, csrf, offered }) });
  });
  app.get('/snapshots/:day/:currency', { config: read, schema: { params: versionParams } }, async (request, reply) => {
    const { day, currency } = request.params;
    const versions = await snapshotVersions(till.db, day, currency);
    if (versions.length === 0) return refuse(reply, 404, { code: 'not_found', message: 'no such snapshot' });
    return show(reply, { title: `${day} in ${currency.toUpperCase()}`, main: () => versionsView(versions) });
  });
  rebuildRoute(scope, till);
}

function rebuildRoute(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const config = { access: { may: 'snapshots:rebuild' }, rateLimit: { max: 10, timeWindow: '1 minute' } } as const;
  app.post('/snapshots/rebuild', { config }, async (request, reply) => {
    const range = rangeSchema.safeParse(request.body);
    if (!range.success || request.user === null)
      return refuse(reply, 400, { code: 'bad_request', message: 'from and to must be dates such as 2026-11-01' });
    const { from, to } = range.data;
    const { made } = await rebuildSnapshots(till, {
      from,
      to,
      actor: request.user.id,
      reason: 'rebuild from the desk',
    });
    return reply.redirect(`/snapshots?made=${made}`, 303);
  });
}

// Counted back from the newest day that has a snapshot: a desk that is looked at years later still shows its last figures.
async function newestDays(till: Till, days: number) {
  const newest = await newestDay(till.db);
  if (newest === undefined) return [];
  const first = new Date(Date.parse(newest) - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  return latestSnapshots(till.db, { from: first });
}
