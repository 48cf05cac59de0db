import { METHODS } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../base/problem.ts';
import { refuse } from './refuse.ts';

const CODES: Readonly<Record<number, string>> = {
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/** Answers every failure in one shape, without a stack; what is our fault says nothing of its cause and is logged. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, { code: 'not_found', message: 'no such page' }));
  // Before the body is read: an unknown path needs no parsing to be refused.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return undefined;
    const allowed = allowedMethods(app, request);
    if (allowed.length === 0) return refuse(reply, 404, { code: 'not_found', message: 'no such page' });
    reply.header('allow', allowed.join(', '));
    return refuse(reply, 405, { code: 'method_not_allowed', message: `use ${allowed.join(' or ')}` });
  });
  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') return undefined;
    return refuse(reply, 415, { code: 'unsupported_media_type', message: 'send the body without content-encoding' });
  });
}

/** Answers one failure. Also what a request gets that the router cannot read. */
export async function answerError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (error instanceof Refused)
    return refuse(reply, 409, { code: error.problems[0]?.code ?? 'conflict', message: error.message });
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status >= 400 && status < 500)
    return refuse(reply, status, { code: CODES[status] ?? 'bad_request', message: error.message });
  request.log.error({ err: error }, 'request failed');
  const message = 'something went wrong here; it is logged under this request id';
  return refuse(reply, 500, { code: 'internal', message });
}

function allowedMethods(app: FastifyInstance, request: FastifyRequest): string[] {
  const [url = '/'] = request.url.split('?');
  const known = app.supportedMethods.filter((method) => METHODS.includes(method));
  return known.filter((method) => app.hasRoute({ method, url }));
}
