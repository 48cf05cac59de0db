import { z } from 'zod';
import { errorText } from '../base/error-text.ts';
import type { Asked, Reply, Web } from './web.ts';

/** One thing that a stranger can see of a server that was deployed. */
export interface SmokeResult {
  readonly name: string;
  readonly holds: boolean;
  readonly words: string;
}

interface Trial {
  readonly name: string;
  readonly asked: Asked;
  /** Says what is wrong, or nothing. */
  readonly judge: (reply: Reply) => string | undefined;
}

const versionSchema = z.object({ version: z.string(), commit: z.string().nullable() });
const STRANGER = { 'x-forwarded-for': '203.0.113.9' };

/** Asks a server what a stranger may ask, and changes nothing there. `commit` is the one that should answer, whole or its beginning. */
export async function runSmoke(web: Web, commit: string | undefined): Promise<readonly SmokeResult[]> {
  const results: SmokeResult[] = [];
  for (const { name, asked, judge } of trials(commit)) {
    const wrong = await web.ask(asked).then(judge, errorText);
    results.push({ name, holds: wrong === undefined, words: wrong ?? `${asked.method ?? 'GET'} ${asked.path}` });
  }
  return results;
}

const trials = (commit: string | undefined): readonly Trial[] => [
  { name: 'the process answers', asked: { path: '/healthz' }, judge: status(200) },
  { name: 'database, migrations and worker are ready', asked: { path: '/readyz' }, judge: readiness },
  { name: 'the version is the one deployed', asked: { path: '/version' }, judge: (reply) => version(reply, commit) },
  { name: 'people can sign in', asked: { path: '/sign-in' }, judge: signInPage },
  { name: 'pages need a session', asked: { path: '/orders', headers: { accept: 'text/html' } }, judge: status(303) },
  {
    name: 'an event without a signature is refused',
    asked: { path: '/webhooks/stripe', method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
    judge: status(400),
  },
  { name: 'figures are not public', asked: { path: '/metrics', headers: STRANGER }, judge: status(403) },
];

const status =
  (wanted: number) =>
  (reply: Reply): string | undefined =>
    reply.status === wanted ? undefined : `answered ${reply.status}, not ${wanted}`;

const readiness = (reply: Reply): string | undefined =>
  reply.status === 200 ? undefined : `answered ${reply.status}: ${reply.text.slice(0, 200)}`;

function signInPage(reply: Reply): string | undefined {
  if (reply.status !== 200) return `answered ${reply.status}, not 200`;
  return reply.text.includes('type="password"') ? undefined : 'the page has no field for a password';
}

function version({ text, status: answered }: Reply, commit: string | undefined): string | undefined {
  if (answered !== 200) return `answered ${answered}, not 200`;
  const { commit: running } = versionSchema.parse(JSON.parse(text));
  if (commit === undefined || running?.startsWith(commit) === true) return undefined;
  return running === null ? 'the server knows no commit; set TILL_COMMIT' : `commit ${running} answers`;
}
