import type { Check, CheckContext } from './check.ts';
import { isLocalTrial } from './local-trial.ts';
import { finding, held, notApplicable, type Outcome } from './outcome.ts';

const SESSION = /^(?:__Host-)?till$/;
const TOKEN = /csrf|xsrf/i;
const HINT = 'keep the cookies as Till sets them, and PUBLIC_BASE_URL an https address';

interface Cookie {
  readonly name: string;
  readonly attributes: readonly string[];
}

function parseCookie(line: string): Cookie {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  return { name: pair.split('=')[0] ?? '', attributes: attributes.map((one) => one.toLowerCase()) };
}

/** The cookies of a sign-in in process, and all that the running server set while it was asked. */
async function collectCookies(context: CheckContext): Promise<readonly Cookie[]> {
  const { setCookies } = await context.signedIn();
  await context.web.ask({ path: '/', headers: { accept: 'text/html' } });
  const replies = await context.web.replies();
  return [...setCookies, ...replies.flatMap(({ headers }) => headers['set-cookie'] ?? [])].map(parseCookie);
}

interface Demand {
  readonly names: RegExp;
  readonly what: string;
  readonly has: (cookie: Cookie) => boolean;
}

const isSecure = ({ attributes }: Cookie) => attributes.includes('secure');
const isHttpOnly = ({ attributes }: Cookie) => attributes.includes('httponly');
const isSameSite = ({ attributes }: Cookie) =>
  attributes.includes('samesite=lax') || attributes.includes('samesite=strict');

async function judgeCookies(context: CheckContext, { names, what, has }: Demand): Promise<Outcome> {
  const cookies = (await collectCookies(context)).filter(({ name }) => names.test(name));
  const [wrong] = cookies.filter((cookie) => !has(cookie));
  if (wrong !== undefined) return finding(`the cookie ${wrong.name} is not ${what}`, HINT);
  return held(cookies.length === 0 ? 'there is no such cookie' : undefined);
}

async function judgeSecure(context: CheckContext, names: RegExp): Promise<Outcome> {
  if (isLocalTrial(context)) return notApplicable(`${context.web.publicUrl.origin} is this machine only`);
  return judgeCookies(context, { names, what: 'Secure', has: isSecure });
}

async function sessionSecure(context: CheckContext): Promise<Outcome> {
  const { setCookies } = await context.signedIn();
  if (!setCookies.some((line) => SESSION.test(parseCookie(line).name)))
    return finding('signing in sets no session cookie', 'look at what till serve logs');
  return judgeSecure(context, SESSION);
}

const SEEN =
  'Looked at are the cookies of a server made in process from the same settings, where a user who exists only inside a transaction that is rolled back signs in, and those that the running server set while it was asked.';

/** The cookies that browsers get. */
export const COOKIE_CHECKS: readonly Check[] = [
  {
    id: 'dep.E112',
    level: 'error',
    title: 'the session cookie is Secure',
    doc: SEEN,
    from: 'running',
    run: sessionSecure,
  },
  {
    id: 'dep.E115',
    level: 'error',
    title: 'the session cookie is HttpOnly',
    doc: SEEN,
    from: 'running',
    run: (context) => judgeCookies(context, { names: SESSION, what: 'HttpOnly', has: isHttpOnly }),
  },
  {
    id: 'dep.E116',
    level: 'error',
    title: 'a CSRF cookie is Secure',
    doc: `Till keeps the secret of its tokens in the session and sets no cookie for it; if one appears, it must be Secure. ${SEEN}`,
    from: 'running',
    run: (context) => judgeSecure(context, TOKEN),
  },
  {
    id: 'dep.E117',
    level: 'error',
    title: 'every cookie is SameSite',
    doc: `SameSite is Lax or Strict on every cookie, whatever its name. ${SEEN}`,
    from: 'running',
    run: (context) => judgeCookies(context, { names: /^/, what: 'SameSite Lax or Strict', has: isSameSite }),
  },
];
