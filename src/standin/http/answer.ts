import { ApiError } from '../base/api-error.ts';
import { type Fields, listOf } from '../base/fields.ts';
import { findRoute, type Route } from '../resources/route.ts';
import { expanded } from '../state/expand.ts';
import type { World } from '../world.ts';
import { decodeForm } from './form.ts';

/** A request as the network gave it; `body` is a form. */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly authorization: string;
  readonly idempotencyKey: string | undefined;
}

/** An answer; `replayed` says that an idempotency key had it already. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly replayed: boolean;
}

/** Answers requests, and remembers the answers to POSTs that carry a key. */
export function createAnswering(routes: readonly Route[], world: World): (request: ApiRequest) => ApiAnswer {
  const kept = new Map<string, { request: string; answer: ApiAnswer }>();
  return (request) => {
    const key = request.method === 'POST' ? request.idempotencyKey : undefined;
    if (key === undefined) return answer(request, routes, world);
    const fingerprint = `${request.method} ${request.url} ${request.body}`;
    const before = kept.get(key);
    if (before === undefined)
      return remember(answer(request, routes, world), (made) => kept.set(key, { request: fingerprint, answer: made }));
    return before.request === fingerprint ? { ...before.answer, replayed: true } : failed(keyReused(key));
  };
}

function remember(made: ApiAnswer, keep: (made: ApiAnswer) => void): ApiAnswer {
  // A refused key may be used again once the caller is known; nothing was done for it.
  if (made.status !== 401) keep(made);
  return made;
}

function answer(request: ApiRequest, routes: readonly Route[], world: World): ApiAnswer {
  const { pathname, searchParams } = new URL(request.url, 'http://stand-in');
  try {
    if (!/^(Bearer|Basic) \S+/.test(request.authorization))
      throw new ApiError({ status: 401, message: 'You did not provide an API key.' });
    const found = findRoute(routes, request.method, pathname);
    if (found === undefined) throw unknownUrl(request.method, pathname);
    const params: Fields = { ...decodeForm(searchParams), ...decodeForm(new URLSearchParams(request.body)) };
    const { expand: _, ...rest } = params;
    const paths = listOf(params, 'expand').filter((path) => typeof path === 'string');
    const body = expanded(found.route.run({ id: found.id, params: rest }, world), paths, world.store);
    return { status: 200, body, replayed: false };
  } catch (error) {
    if (error instanceof ApiError) return failed(error);
    throw error;
  }
}

const failed = (error: ApiError): ApiAnswer => ({ status: error.fields.status, body: error.body(), replayed: false });

const unknownUrl = (method: string, path: string): ApiError =>
  new ApiError({
    status: 404,
    message: `Unrecognized request URL (${method}: ${path}). The stand-in does not cover it.`,
  });

const keyReused = (key: string): ApiError =>
  new ApiError({
    status: 400,
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`,
  });
