import type { Check, CheckContext } from './check.ts';
import { finding, held, type Outcome } from './outcome.ts';
import type { Reply } from './web.ts';

const MIB = 1024 * 1024;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function redaction({ server }: CheckContext): Promise<Outcome> {
  const { leaks } = await server();
  if (leaks.length === 0) return held();
  return finding(`the log shows ${leaks.join(', ')}`, 'keep the redaction of the logger on');
}

async function bodyLimit({ web }: CheckContext): Promise<Outcome> {
  const hook = { path: '/webhooks/stripe', method: 'POST' } as const;
  const headers = { 'content-type': 'application/json' };
  // One byte past the framework's own limit: who takes it has chosen a limit.
  const large = await web.ask({ ...hook, headers, body: Buffer.alloc(MIB + 1, ' ') });
  if (large.status === 413)
    return finding('a webhook of 1 MiB is refused for its size', 'let the proxy pass bodies up to 2 MiB');
  const vast = await web.ask({ ...hook, headers, body: Buffer.alloc(5 * MIB + 1, ' '), announced: true });
  if (vast.status === 413) return held();
  return finding(`a webhook of more than 5 MiB is answered ${vast.status}, not 413`, 'limit the body');
}

async function rateLimits({ web }: CheckContext): Promise<Outcome> {
  const signIn = await web.ask({ path: '/sign-in', method: 'POST', headers: FORM, body: '' });
  const exports = await web.ask({ path: '/exports/orders', method: 'POST', headers: FORM, body: '' });
  const cases = [
    ['sign-in', signIn],
    ['exports', exports],
  ] as const;
  const open = cases.filter(([, reply]) => !hasLimit(reply)).map(([name]) => name);
  if (open.length > 0) return finding(`no rate limit on ${open.join(' and ')}`, 'keep the rate limit on');
  return held(cases.map(([name, { headers }]) => `${name} ${String(headers['x-ratelimit-limit'])}`).join(', '));
}

function hasLimit({ headers }: Reply): boolean {
  return Number(headers['x-ratelimit-limit']) > 0;
}

async function timeoutsAndNames({ web, server }: CheckContext): Promise<Outcome> {
  const { requestMs, headersMs, keepAliveMs } = await server();
  const limits = { request: requestMs, headers: headersMs, 'keep-alive': keepAliveMs };
  const missing = Object.entries(limits).filter(([, ms]) => !(ms > 0));
  if (missing.length > 0)
    return finding(`no time limit for ${missing.map(([name]) => name).join(', ')}`, 'set the timeouts of the server');
  const { headers } = await web.ask({ path: '/sign-in' });
  const told = headers['x-powered-by'];
  if (told !== undefined) return finding(`x-powered-by tells ${String(told)}`, 'remove the header');
  return held(
    Object.entries(limits)
      .map(([name, ms]) => `${name} ${ms / 1000} s`)
      .join(', '),
  );
}

/** Limits of the server, and what it writes down. */
export const SERVER_CHECKS: readonly Check[] = [
  {
    id: 'log.E402',
    level: 'error',
    title: 'logs are redacted',
    doc: 'A server made in process from the same settings logs a planted cookie, signature, key, password and email; none may come through.',
    from: 'running',
    run: redaction,
  },
  {
    id: 'http.W502',
    level: 'warning',
    title: 'webhook bodies have a chosen limit',
    doc: "A webhook of one byte more than 1 MiB, the framework's own limit, is not refused for its size; one that announces more than 5 MiB gets 413.",
    from: 'running',
    run: bodyLimit,
  },
  {
    id: 'http.W503',
    level: 'warning',
    title: 'sign-in and exports have a rate limit',
    doc: 'An empty sign-in and an export that nobody signed in for are answered with their rate limit.',
    from: 'running',
    run: rateLimits,
  },
  {
    id: 'http.W504',
    level: 'warning',
    title: 'slow callers are cut off, and no framework is named',
    doc: 'A server made in process from the same settings limits the time of requests, of headers and of idle connections; the running one sends no x-powered-by.',
    from: 'running',
    run: timeoutsAndNames,
  },
];
