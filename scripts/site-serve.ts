import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import sirv from 'sirv';

/** Where to find the built site and where to offer it. Port 0 takes any free one. */
export interface ServeOptions {
  readonly dir: string;
  readonly host: string;
  readonly port: number;
}

/** A running server: its address without a final slash, and a way to stop it. */
export interface ServedSite {
  readonly url: string;
  close(): Promise<void>;
}

/** Text that is not HTML names its encoding too; a browser would guess it otherwise. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Serves a built site as files: the list of files is read once, so nothing outside `dir` has an address. */
export async function serveSite({ dir, host, port }: ServeOptions): Promise<ServedSite> {
  if (!existsSync(path.join(dir, 'index.html'))) throw new SiteNotBuilt(dir);
  const notFound = await readFile(path.join(dir, '404.html')).catch(() => 'Not found');
  const files = sirv(dir, { etag: true, setHeaders: setTextType });
  const server = createServer((request, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response);
    files(request, response, () => answerNotFound(request, response, notFound));
  });
  await listen(server, host, port);
  return { url: addressOf(server, host), close: () => close(server) };
}

/** The folder holds no built site. */
export class SiteNotBuilt extends Error {
  constructor(dir: string) {
    super(`no built site in ${dir}`);
  }
}

function setTextType(response: ServerResponse, pathname: string): void {
  const type = TEXT_TYPES[path.extname(pathname)];
  if (type !== undefined) response.setHeader('Content-Type', type);
}

function refuseMethod(response: ServerResponse): void {
  response.writeHead(405, { Allow: 'GET, HEAD' }).end();
}

function answerNotFound(request: IncomingMessage, response: ServerResponse, page: Buffer | string): void {
  response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(request.method === 'HEAD' ? undefined : page);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

/** What went wrong and what to do about it, in one line; null for an error that is not about our input. */
function problemLine(error: unknown, host: string, port: number): string | null {
  if (error instanceof SiteNotBuilt) return `${error.message}; run \`npm run build\` first`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return `port ${port} on ${host} is in use; choose another with PORT=${port + 1}`;
  if (code === 'EACCES') return `port ${port} on ${host} needs more rights; choose one above 1023 with PORT=4321`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `this machine has no address ${host}; set HOST=127.0.0.1`;
  return null;
}

function portOf(text: string): number {
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : Number.NaN;
}

/** Serves `dist/` (or the folder that is named) until it is interrupted; HOST and PORT choose the address. */
export async function main(): Promise<void> {
  const host = process.env['HOST'] ?? '127.0.0.1';
  const port = portOf(process.env['PORT'] ?? '4321');
  if (Number.isNaN(port)) return fail(`PORT is "${process.env['PORT']}"; it must be a whole number from 0 to 65535`);
  try {
    const site = await serveSite({ dir: path.resolve(process.argv[2] ?? 'dist'), host, port });
    console.log(`Proofroom on ${site.url}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void site.close());
  } catch (error) {
    const line = problemLine(error, host, port);
    if (line === null) throw error;
    fail(line);
  }
}

function fail(line: string): void {
  console.error(`site-serve: ${line}`);
  process.exitCode = 2;
}

if (import.meta.main) await main();
