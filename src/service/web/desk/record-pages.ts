import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listNewestAudit } from '../../audit/audit-pg.ts';
import { mayDo } from '../../auth/permissions.ts';
import { nowDate } from '../../base/clock.ts';
import { listIssues, resolveIssue } from '../../reconciliation/issue-pg.ts';
import type { Till } from '../../till.ts';
import { listNewestEvents } from '../../webhooks/event-pg.ts';
import { refuse } from '../refuse.ts';
import { auditView } from '../views/audit.ts';
import { EVENT_STATES, eventsView } from '../views/events.ts';
import { issuesView } from '../views/issues.ts';
import { show } from './show.ts';

const PAGE = 100;
const idSchema = z.object({ id: z.string().max(200) });
const doneSchema = z.looseObject({ done: z.string().max(40).optional() });
const reasonSchema = z.looseObject({ reason: z.string().trim().min(1).max(300) });
const eventQuery = z.looseObject({ status: z.enum(['', ...EVENT_STATES]).default('') });
const auditQuery = z.looseObject({ before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional() });

/** What was found, received and done: issues, events, audit. */
export function recordPages(scope: FastifyInstance, till: Till): void {
  issuePages(scope, till);
  eventPages(scope, till);
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const read = { config: { access: { may: 'audit:read' } }, schema: { querystring: auditQuery } } as const;
  app.get('/audit', read, async (request, reply) => {
    const entries = await listNewestAudit(till.db, request.query.before, PAGE);
    const last = entries.at(-1);
    const next = last !== undefined && last.seq > 1 ? `/audit?before=${last.seq}` : undefined;
    return show(reply, { title: 'Audit', main: () => auditView(entries, next) });
  });
}

function issuePages(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const read = { config: { access: { may: 'issues:read' } }, schema: { querystring: doneSchema } } as const;
  app.get('/issues', read, async (request, reply) => {
    const issues = await listIssues(till.db);
    const offered = request.user !== null && mayDo(request.user.role, 'issues:resolve');
    const notice = request.query.done === undefined ? undefined : 'The issue is resolved.';
    return show(reply, { title: 'Issues', notice, main: (csrf) => issuesView(issues, { csrf, offered }) });
  });
  const resolve = { config: { access: { may: 'issues:resolve' } }, schema: { params: idSchema } } as const;
  app.post('/issues/:id/resolve', resolve, async (request, reply) => {
    const typed = reasonSchema.safeParse(request.body);
    if (!typed.success || request.user === null)
      return refuse(reply, 400, { code: 'bad_request', message: 'the reason must be 1 to 300 characters' });
    const how = { by: request.user.id, how: typed.data.reason, at: nowDate(till.clock) };
    const [issue] = await resolveIssue(till.db, request.params.id, how);
    if (issue === undefined) return refuse(reply, 404, { code: 'not_found', message: 'no such open issue' });
    return reply.redirect('/issues?done=1', 303);
  });
}

function eventPages(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const query = eventQuery.extend(doneSchema.shape);
  const read = { config: { access: { may: 'events:read' } }, schema: { querystring: query } } as const;
  app.get('/events', read, async (request, reply) => {
    const { status, done } = request.query;
    const events = await listNewestEvents(till.db, status === '' ? undefined : status, 200);
    const notice = done === undefined ? undefined : `Tried again: ${done}.`;
    return show(reply, { title: 'Events', notice, main: (csrf) => eventsView({ status, events, csrf }) });
  });
  const retry = { config: { access: { may: 'events:retry' } }, schema: { params: idSchema } } as const;
  app.post('/events/:id/retry', retry, async (request, reply) => {
    const verdict = await till.process(request.params.id);
    if (verdict === undefined) return refuse(reply, 404, { code: 'not_found', message: 'no such open event' });
    return reply.redirect(`/events?status=parked&done=${verdict.kind}`, 303);
  });
}
