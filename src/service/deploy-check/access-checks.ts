import { z } from 'zod';
import type { Check, CheckContext } from './check.ts';
import { isLocalTrial } from './local-trial.ts';
import { finding, held, notApplicable, type Outcome } from './outcome.ts';
import type { Reply } from './web.ts';

const STRANGER = 'https://deploy-check.invalid';
const MADE_UP = 'till=made.up; __Host-till=made.up';
const STACK = /\n\s+at |node_modules|\.[cm]?[jt]s:\d+/;
const FORM = 'application/x-www-form-urlencoded';
const shapeSchema = z.strictObject({ error: z.looseObject({ code: z.string(), message: z.string() }) });

const ask = ({ web }: CheckContext) => ({
  foreign: () =>
    web.ask({
      path: '/sign-out',
      method: 'POST',
      headers: { cookie: MADE_UP, origin: STRANGER, 'content-type': FORM },
      body: '',
    }),
  unsigned: () =>
    web.ask({
      path: '/webhooks/stripe',
      method: 'POST',
      headers: { cookie: MADE_UP, 'content-type': 'application/json' },
      body: '{}',
    }),
  missing: () => web.ask({ path: '/deploy-check-no-such-page' }),
  unreadable: () =>
    web.ask({ path: '/api/orders', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }),
  unroutable: () => web.ask({ path: '/%E0%A4%A' }),
});

async function tokens(context: CheckContext): Promise<Outcome> {
  const { foreign, unsigned } = ask(context);
  const { status } = await foreign();
  if (status !== 403)
    return finding(`an unsafe request of another site is answered ${status}, not 403`, 'keep the Origin check on');
  const webhook = await unsigned();
  if (webhook.status !== 400)
    return finding(
      `an unsigned webhook is answered ${webhook.status}, not 400`,
      'let /webhooks/stripe through: its signature is what guards it',
    );
  const { unsafe } = await context.signedIn();
  const open = unsafe.filter((answer) => !answer.refusedForToken);
  if (unsafe.length > 0 && open.length === 0) return held(`${unsafe.length} unsafe routes`);
  const named = open.map(({ route, status }) => `${route} (${status})`).join(', ');
  return finding(
    `without a token, these are not refused for it: ${named || 'no unsafe route was found'}`,
    'add such routes inside the scope of the sessions',
  );
}

async function redirect(context: CheckContext): Promise<Outcome> {
  const { web } = context;
  const { protocol, origin } = web.publicUrl;
  if (isLocalTrial(context)) return notApplicable(`${origin} is this machine only`);
  if (protocol !== 'https:')
    return finding(`people reach Till at ${origin}, without HTTPS`, 'set PUBLIC_BASE_URL to an https address');
  const { status, headers } = await web.ask({ path: '/sign-in', plain: true });
  const target = headers.location ?? '';
  if (status < 300 || status > 399 || !target.startsWith(`${origin}/`))
    return finding(`over HTTP a page is answered ${status} ${target}`.trimEnd(), `lead it to ${origin}/`);
  const webhook = await web.ask({ path: '/webhooks/stripe', method: 'POST', body: '{}', plain: true });
  if (webhook.status >= 300 && webhook.status <= 399)
    return finding(
      `a webhook over HTTP is redirected (${webhook.status})`,
      'Stripe follows no redirect: never send one',
    );
  return held();
}

async function quietErrors(context: CheckContext): Promise<Outcome> {
  const { unreadable, unroutable, missing } = ask(context);
  for (const reply of [await unreadable(), await unroutable(), await missing()])
    if (STACK.test(reply.text))
      return finding('a bad request is answered with a stack', 'answer errors in the shape of the service');
  if (context.config.TILL_MODE === 'development') return held('errors echo no stack');
  const mode = context.machine.environment['NODE_ENV'];
  if (mode === 'production') return held();
  return finding(`NODE_ENV is ${mode ?? 'not set'}`, 'set NODE_ENV=production for till serve and till check alike');
}

async function ownShape(context: CheckContext): Promise<Outcome> {
  const { unreadable, unroutable, missing } = ask(context);
  const cases = [
    ['an unknown path', 404, await missing()],
    ['a body that is no JSON', 400, await unreadable()],
    ['a path that cannot be decoded', 400, await unroutable()],
  ] as const;
  for (const [name, status, reply] of cases)
    if (reply.status !== status || !hasOwnShape(reply))
      return finding(
        `${name} is answered ${reply.status} in another shape than ours`,
        'let Till answer its own errors',
      );
  return held();
}

function hasOwnShape({ text }: Reply): boolean {
  try {
    return shapeSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

async function ownName({ web, config }: CheckContext): Promise<Outcome> {
  const stranger = await web.ask({ path: '/sign-in', headers: { host: 'deploy-check.invalid' } });
  if (stranger.status !== 400 && stranger.status !== 421)
    return finding(`an unknown Host is answered ${stranger.status}`, 'set ALLOWED_HOSTS, and let the proxy keep Host');
  const lied = await web.ask({
    path: '/',
    headers: { accept: 'text/html', 'x-forwarded-host': 'deploy-check.invalid' },
  });
  if (`${lied.headers.location ?? ''}\n${lied.text}`.includes('deploy-check.invalid'))
    return finding('links are made from X-Forwarded-Host', 'make links from PUBLIC_BASE_URL only');
  if (config.PUBLIC_BASE_URL !== undefined || config.TILL_MODE === 'development') return held();
  return finding('PUBLIC_BASE_URL is not set', 'set it: absolute links start with it');
}

/** What strangers can do to the running server. */
export const ACCESS_CHECKS: readonly Check[] = [
  {
    id: 'dep.E103',
    level: 'error',
    title: 'what changes something needs a token',
    doc: 'From outside: an unsafe request with a made-up cookie and the Origin of another site is refused with 403, and an unsigned webhook with 400. In process: a user who exists only inside a transaction that is rolled back signs in and calls every unsafe route that is not public without a token; each must answer 403 for the token.',
    from: 'running',
    run: tokens,
  },
  {
    id: 'dep.W108',
    level: 'warning',
    title: 'HTTP leads to HTTPS, except for webhooks',
    doc: 'A page asked over HTTP is redirected to the public address; a webhook over HTTP is not, since Stripe follows no redirect.',
    from: 'running',
    run: redirect,
  },
  {
    id: 'dep.E118',
    level: 'error',
    title: 'errors tell nothing of the program',
    doc: 'A body that is no JSON, a path that cannot be decoded and an unknown path are answered without a stack. Outside of development NODE_ENV is production in the environment of the check, which is that of the server.',
    from: 'running',
    run: quietErrors,
  },
  {
    id: 'dep.E120',
    level: 'error',
    title: 'only our own names are answered to',
    doc: 'A request with an unknown Host gets 400 or 421, X-Forwarded-Host makes no link, and PUBLIC_BASE_URL is set.',
    from: 'running',
    run: ownName,
  },
  {
    id: 'dep.E126',
    level: 'error',
    title: 'errors have one shape',
    doc: 'An unknown path, a body that is no JSON and a path that cannot be decoded are answered with their status and {error: {code, message}}.',
    from: 'running',
    run: ownShape,
  },
];
