import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { errorText } from '../base/error-text.ts';
import type { Clock } from '../base/clock.ts';
import { NotReached } from './outcome.ts';

/** One request. `plain` goes over HTTP whatever the public address; `declaredBytes` announces a body that is never sent. */
export interface Asked {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly declaredBytes?: number;
  readonly plain?: boolean;
}

/** What the server said. `askedAt` and `answeredAt` are the checker's clock in milliseconds. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** The running server as strangers see it. The same question is asked once. */
export interface Web {
  /** Where people reach it, and where it was asked. */
  readonly publicUrl: URL;
  readonly askedUrl: URL;
  ask(asked: Asked): Promise<Reply>;
  /** All that was answered so far. */
  replies(): Promise<readonly Reply[]>;
}

/** Where and how to ask. `ca` is trusted beside the machine's own authorities. */
export interface WebParts {
  readonly publicUrl: URL;
  readonly askedUrl: URL;
  readonly clock: Clock;
  readonly ca?: string;
  readonly timeoutMs?: number;
}

/**
 * Asks the server at `askedUrl` in the name of `publicUrl`. Where people use HTTPS and the server is asked over HTTP,
 * behind its proxy, the request says what the proxy would say. NotReached when nothing answers, or nothing but a
 * redirect.
 */
export function createWeb(parts: WebParts): Web {
  const answers = new Map<string, Promise<Reply>>();
  const once = (asked: Asked): Promise<Reply> => {
    const key = JSON.stringify({ ...asked, body: asked.body?.toString('base64') });
    const known = answers.get(key) ?? send(parts, asked);
    answers.set(key, known);
    return known;
  };
  const door = () => once({ path: '/sign-in' });
  const ask = async (asked: Asked): Promise<Reply> => {
    if (asked.plain !== true) refuseRedirect(await door());
    return once(asked);
  };
  const replies = async () => {
    await door();
    const settled = await Promise.allSettled(answers.values());
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  };
  return { publicUrl: parts.publicUrl, askedUrl: parts.askedUrl, ask, replies };
}

function refuseRedirect({ status, headers }: Reply): void {
  if (status < 300 || status > 399 || headers.location?.startsWith('https:') !== true) return;
  throw new NotReached(
    `the server answers with a redirect to ${headers.location}; ask it through its proxy, or let TRUST_PROXY name this machine`,
  );
}

function send(parts: WebParts, asked: Asked): Promise<Reply> {
  const target = addressOf(parts, asked);
  const askedAt = parts.clock();
  return new Promise<Reply>((resolve, reject) => {
    const failed = (error: unknown) => reject(new NotReached(`no answer at ${target.origin}: ${errorText(error)}`));
    const start = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = { method: asked.method ?? 'GET', headers: headersOf(parts, asked), agent: false, ca: parts.ca };
    const request = start(new URL(asked.path, target), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', failed);
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8'), askedAt, answeredAt: parts.clock() });
        request.destroy();
      });
    });
    const timeoutMs = parts.timeoutMs ?? 10_000;
    request.setTimeout(timeoutMs, () => request.destroy(new Error(`nothing within ${timeoutMs} ms`)));
    request.on('error', failed);
    if (asked.declaredBytes === undefined) request.end(asked.body);
    else request.flushHeaders();
  });
}

function addressOf({ askedUrl }: WebParts, { plain }: Asked): URL {
  if (plain !== true || askedUrl.protocol === 'http:') return askedUrl;
  return new URL(`http://${askedUrl.hostname}`);
}

function headersOf({ publicUrl, askedUrl }: WebParts, asked: Asked): Record<string, string> {
  const proxied = publicUrl.protocol === 'https:' && askedUrl.protocol === 'http:' && asked.plain !== true;
  const length = asked.declaredBytes ?? (asked.body === undefined ? undefined : Buffer.byteLength(asked.body));
  return {
    host: publicUrl.host,
    'user-agent': 'till-check',
    ...(proxied ? { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' } : {}),
    ...(length === undefined ? {} : { 'content-length': String(length) }),
    ...asked.headers,
  };
}
