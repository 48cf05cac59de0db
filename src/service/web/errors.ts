import { METHODS } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../base/problem.ts';
import { errorBody } from './error-body.ts';

const CODES: Readonly<Record<number, string>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
};

/** Answers every failure in one shape, without a stack; what is our fault says nothing of its cause and is logged. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(errorBody('not_found', 'no such page')));
  // Before the body is read: an unknown path needs no parsing to be refused.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return undefined;
    const allowed = allowedMethods(app, request);
    if (allowed.length === 0) return reply.code(404).send(errorBody('not_found', 'no such page'));
    return reply
      .code(405)
      .header('allow', allowed.join(', '))
      .send(errorBody('method_not_allowed', `use ${allowed.join(' or ')}`));
  });
  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') return undefined;
    return reply.code(415).send(errorBody('unsupported_media_type', 'send the body without content-encoding'));
  });
}

/** Answers one failure. Also what a request gets that the router cannot read. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refused)
    return reply.code(409).send(errorBody(error.problems[0]?.code ?? 'conflict', error.message));
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status >= 400 && status < 500)
    return reply.code(status).send(errorBody(CODES[status] ?? 'bad_request', error.message));
  request.log.error({ err: error }, 'request failed');
  return reply.code(500).send(errorBody('internal', 'something went wrong here; it is logged under this request id'));
}

function allowedMethods(app: FastifyInstance, request: FastifyRequest): string[] {
  const [url = '/'] = request.url.split('?');
  const known = app.supportedMethods.filter((method) => METHODS.includes(method));
  return known.filter((method) => app.hasRoute({ method, url }));
}
