import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { mayDo } from '../../auth/permissions.ts';
import { EXPORT_KINDS, findExportKind } from '../../exports/export-kind.ts';
import { runExport } from '../../exports/run-export-pg.ts';
import type { Till } from '../../till.ts';
import { refuse } from '../refuse.ts';
import { exportsView } from '../views/exports.ts';
import { show } from './show.ts';

const date = z.union([z.literal(''), z.iso.date({ error: 'must be a date such as 2026-11-01' })]).default('');
const formSchema = z
  .looseObject({ from: date, to: date })
  .refine(({ from, to }) => from === '' || to === '' || from < to, { error: 'the begin must be before the end' });

/** The exports: a page of forms, and the files. */
export function exportPages(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  app.get('/exports', { config: { access: { may: 'exports:create' } } }, (request, reply) => {
    const pii = request.user !== null && mayDo(request.user.role, 'pii:read');
    return show(reply, { title: 'Exports', main: (csrf) => exportsView(EXPORT_KINDS, { csrf, pii }) });
  });
  const create = {
    config: { access: { may: 'exports:create' }, rateLimit: { max: 10, timeWindow: '1 minute' } },
    schema: { params: z.object({ kind: z.string().max(40) }) },
  } as const;
  app.post('/exports/:kind', create, async (request, reply) => {
    const kind = findExportKind(request.params.kind);
    const { user } = request;
    if (kind === undefined || user === null)
      return refuse(reply, 404, { code: 'not_found', message: 'no such export' });
    const form = formSchema.safeParse(request.body ?? {});
    if (!form.success)
      return refuse(reply, 400, { code: 'bad_request', message: form.error.issues[0]?.message ?? 'no such period' });
    const period = { from: dayOf(form.data.from), to: dayOf(form.data.to) };
    const pii = mayDo(user.role, 'pii:read');
    const { stream } = await runExport(till.db, { kind, period, pii, actor: user.id }, till.clock);
    return reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${fileName(kind.name, form.data)}"`)
      .send(stream);
  });
}

const dayOf = (text: string): Date | undefined => (text === '' ? undefined : new Date(`${text}T00:00:00Z`));

function fileName(kind: string, { from, to }: { from: string; to: string }): string {
  const period = [from, to].filter((day) => day !== '').join('_');
  return period === '' ? `${kind}.csv` : `${kind}-${period}.csv`;
}
