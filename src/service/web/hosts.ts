import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { refuse } from './refuse.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
// Probes of a machine's own tools name it by its address; these answers are the same for everybody.
const ANY_HOST = /^\/(?:healthz|readyz|metrics)(?:\?|$)/;
const NEVER_MOVED = /^\/(?:healthz|readyz|metrics|webhooks\/)/;

/** Answers only to our own names, refuses what another site's page sends, and leads people from HTTP to HTTPS where the public address has it. */
export function guardHosts(app: FastifyInstance, config: Config): void {
  const names = allowedHosts(config);
  const secure = isHttps(config);
  app.addHook('onRequest', async (request, reply) => {
    if (ANY_HOST.test(request.url)) return undefined;
    if (!isAllowed(request.headers.host ?? '', names))
      return refuse(reply, 421, { code: 'unknown_host', message: 'this server does not answer to that name' });
    if (isForeign(request, names))
      return refuse(reply, 403, { code: 'foreign_origin', message: 'another site may not send this' });
    const moves = secure && request.protocol !== 'https' && !NEVER_MOVED.test(request.url);
    if (!moves) return undefined;
    if (request.method === 'GET' || request.method === 'HEAD')
      return reply.redirect(new URL(request.url.replace(/^\/+/, '/'), config.PUBLIC_BASE_URL).href, 308);
    return refuse(reply, 403, { code: 'https_only', message: 'use https' });
  });
}

/** Whether people reach Till over HTTPS. */
export const isHttps = ({ PUBLIC_BASE_URL }: Config): boolean => PUBLIC_BASE_URL?.startsWith('https:') === true;

function allowedHosts({ ALLOWED_HOSTS, PUBLIC_BASE_URL, TILL_MODE }: Config): readonly string[] {
  const named = ALLOWED_HOSTS ?? (PUBLIC_BASE_URL === undefined ? [] : [new URL(PUBLIC_BASE_URL).host]);
  return TILL_MODE === 'development' ? [...named, ...LOOPBACK_NAMES] : named;
}

// A name without a port stands for it at every port.
function isAllowed(host: string, names: readonly string[]): boolean {
  const lower = host.toLowerCase();
  return names.includes(lower) || names.includes(lower.replace(/:\d{1,5}$/, ''));
}

function isForeign({ method, headers }: FastifyRequest, names: readonly string[]): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false;
  if (headers['sec-fetch-site'] === 'cross-site') return true;
  const { origin } = headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || !isAllowed(new URL(origin).host, names);
}
