import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../audit/audit-pg.ts';
import { signIn } from '../../auth/sign-in-pg.ts';
import { emailSchema } from '../../auth/user.ts';
import { nowDate } from '../../base/clock.ts';
import type { Till } from '../../till.ts';
import { signInView } from '../views/sign-in.ts';
import { show } from './show.ts';

const formSchema = z.object({
  email: z.string().max(1000),
  password: z.string().max(1000),
  next: z.string().max(2000).optional(),
});
const querySchema = z.looseObject({ next: z.string().max(2000).optional() });

/** `/sign-in` and `/sign-out`. A wrong password and an unknown email get the same answer. */
export function signInRoutes(scope: FastifyInstance, till: Till): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  app.get('/sign-in', { config: { access: 'public' }, schema: { querystring: querySchema } }, (request, reply) =>
    showForm(reply, { next: request.query.next }),
  );
  // Who is turned away before a password is looked at has tried all the same.
  const onExceeded = () => till.metrics.count('till_sign_ins_total', { result: 'limited' });
  const limited = { access: 'public', rateLimit: { max: 30, timeWindow: '1 minute', onExceeded } } as const;
  app.post('/sign-in', { config: limited, schema: { body: formSchema } }, async (request, reply) => {
    const { password, next } = request.body;
    const email = emailSchema.safeParse(request.body.email);
    const typed = { email: email.success ? email.data : '', password, address: request.ip };
    const outcome = await signIn(till.db, typed, till.clock);
    till.metrics.count('till_sign_ins_total', { result: outcome.kind });
    if (outcome.kind === 'locked')
      return showForm(reply.code(429), { next, fault: 'Too many attempts. Try again in 15 minutes.' });
    if (outcome.kind === 'refused')
      return showForm(reply.code(401), { next, fault: 'That email and password do not fit.' });
    // A new id, so that a session which somebody else planted is worth nothing.
    await request.session.regenerate();
    request.session.userId = outcome.user.id;
    return reply.redirect(ownPath(next), 303);
  });
  app.post('/sign-out', { config: { access: 'signed-in' } }, async (request, reply) => {
    const { user } = request;
    if (user !== null) {
      const note = { actor: user.id, action: 'sign-out', subject: `user ${user.id}`, detail: {} };
      await till.db.transaction().execute((transaction) => appendAudit(transaction, note, nowDate(till.clock)));
    }
    await request.session.destroy();
    return reply.redirect('/sign-in', 303);
  });
  app.get('/', { config: { access: 'signed-in' } }, (_request, reply) => reply.redirect('/orders', 303));
}

function showForm(reply: FastifyReply, form: { next?: string | undefined; fault?: string }): Promise<FastifyReply> {
  return show(reply, {
    title: 'Sign in',
    main: (csrf) => signInView({ next: ownPath(form.next), fault: form.fault, csrf }),
  });
}

// Only a path of our own: `//host` and `/\host` would lead elsewhere.
function ownPath(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.startsWith('/sign-')) return '/';
  return next;
}
