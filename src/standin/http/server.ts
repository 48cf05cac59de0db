import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError } from '../base/api-error.ts';
import { API_VERSION, type World } from '../world.ts';
import type { ApiAnswer, ApiRequest } from './answer.ts';

/** Trouble to be given instead of an answer: a status such as 500 or 429, a cut connection, or none. */
export type Fault = (method: string, path: string) => number | 'reset' | undefined;

/** What the server is made of; `fault` is asked at each request. */
export interface ServerParts {
  readonly world: World;
  readonly answer: (request: ApiRequest) => ApiAnswer;
  readonly fault: Fault;
  readonly calls: string[];
}

/** The API's HTTP server, not yet listening. */
export function createApiServer(parts: ServerParts): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () =>
      answerRequest(parts, readRequest(request, Buffer.concat(chunks).toString('utf8')), response),
    );
  });
}

function readRequest(request: IncomingMessage, body: string): ApiRequest {
  const { method = 'GET', url = '/', headers } = request;
  const key = headers['idempotency-key'];
  return {
    method,
    url,
    body,
    authorization: headers.authorization ?? '',
    idempotencyKey: typeof key === 'string' ? key : undefined,
  };
}

function answerRequest(parts: ServerParts, request: ApiRequest, response: ServerResponse): void {
  const [path = '/'] = request.url.split('?');
  parts.calls.push(`${request.method} ${path}`);
  const fault = parts.fault(request.method, path);
  if (fault === 'reset') return void response.destroy();
  const injected = (status: number) => ({
    status,
    body: new ApiError({ status, message: 'injected' }).body(),
    replayed: false,
  });
  send(response, fault === undefined ? parts.answer(request) : injected(fault), parts.world.newId('req'));
}

function send(response: ServerResponse, answer: ApiAnswer, requestId: string): void {
  const headers = { 'content-type': 'application/json', 'request-id': requestId, 'stripe-version': API_VERSION };
  const replayed = answer.replayed ? { 'idempotent-replayed': 'true' } : {};
  const limited = answer.status === 429 ? { 'retry-after': '1' } : {};
  response.writeHead(answer.status, { ...headers, ...replayed, ...limited });
  response.end(JSON.stringify(answer.body, null, 2));
}
