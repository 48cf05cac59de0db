import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { errorText } from '../base/error-text.ts';
import type { Clock } from '../base/clock.ts';
import { NotReached } from './outcome.ts';

/** One request. `plain` goes over HTTP whatever the public address; `announced` sends the headers first, and the body only if they get no answer within two seconds: a server that refuses a size says so at once, a proxy may want it all. */
export interface Asked {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly announced?: boolean;
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

const PATIENCE_MS = 2000;

/**
 * Asks the server at `askedUrl` in the name of `publicUrl`. Where people use HTTPS and the server is asked over HTTP,
 * behind its proxy, the request says what the proxy would say. NotReached when nothing answers, or nothing but a
 * redirect. Over HTTPS the certificate must be that of `publicUrl`, wherever it is asked.
 */
export function createWeb(parts: WebParts): Web {
  const answers = new Map<string, Promise<Reply>>();
  const once = (asked: Asked): Promise<Reply> => {
    const key = JSON.stringify({ ...asked, body: digest(asked.body ?? '') });
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

const digest = (body: string | Buffer): string => createHash('sha256').update(body).digest('hex');

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
    const { hostname } = parts.publicUrl;
    // Node.js would take the name in the certificate from Host, which some questions make up.
    const tls = { ca: parts.ca, servername: isIP(hostname) === 0 ? hostname : '' };
    const options = { method: asked.method ?? 'GET', headers: headersOf(parts, asked), agent: false, ...tls };
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
    if (asked.announced !== true) return void request.end(asked.body);
    request.flushHeaders();
    const late = setTimeout(() => request.end(asked.body), PATIENCE_MS);
    request.on('response', () => clearTimeout(late)).on('close', () => clearTimeout(late));
  });
}

function addressOf({ askedUrl }: WebParts, { plain }: Asked): URL {
  if (plain !== true || askedUrl.protocol === 'http:') return askedUrl;
  return new URL(`http://${askedUrl.hostname}`);
}

function headersOf({ publicUrl, askedUrl }: WebParts, asked: Asked): Record<string, string> {
  const proxied = publicUrl.protocol === 'https:' && askedUrl.protocol === 'http:' && asked.plain !== true;
  const length = asked.body === undefined ? undefined : Buffer.byteLength(asked.body);
  return {
    host: publicUrl.host,
    'user-agent': 'till-check',
    ...(proxied ? { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' } : {}),
    ...(length === undefined ? {} : { 'content-length': String(length) }),
    ...asked.headers,
  };
}
