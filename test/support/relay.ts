import { createServer, type IncomingMessage, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Certificate } from '../../src/service/setup/certificate.ts';

/** An answer on its way back. */
export interface RelayedReply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What a relay does wrong: to a request before it goes on, instead of it, or to its answer. */
export interface Tampering {
  readonly forward?: (asked: IncomingMessage) => void;
  readonly instead?: (asked: IncomingMessage) => Partial<RelayedReply> | undefined;
  readonly reply?: (reply: RelayedReply, asked: IncomingMessage) => void;
}

/** A proxy in front of a server; without tampering it changes nothing. */
export interface Relay {
  readonly url: string;
  tamper(tampering: Tampering): void;
  close(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1; with a certificate it speaks HTTPS and says so to the server behind it. */
export async function startRelay(target: string, certificate?: Certificate): Promise<Relay> {
  let tampering: Tampering = {};
  const answer = (asked: IncomingMessage, response: ServerResponse) => {
    if (certificate !== undefined)
      Object.assign(asked.headers, { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' });
    pass({ target, tampering, asked, response });
  };
  const server = certificate === undefined ? createServer(answer) : createTlsServer(certificate, answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    tamper: (next) => void (tampering = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(one: { target: string; tampering: Tampering; asked: IncomingMessage; response: ServerResponse }): void {
  const { target, tampering, asked, response } = one;
  const instead = tampering.instead?.(asked);
  if (instead !== undefined) {
    asked.resume();
    return send({ status: 200, headers: {}, text: '', ...instead }, response);
  }
  tampering.forward?.(asked);
  const { method, headers, url = '/' } = asked;
  const onward = request(new URL(url, target), { method, headers, agent: false }, (answered) => {
    const chunks: Buffer[] = [];
    answered.on('data', (chunk: Buffer) => chunks.push(chunk));
    answered.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const reply = { status: answered.statusCode ?? 0, headers: { ...answered.headers }, text };
      tampering.reply?.(reply, asked);
      send(reply, response);
    });
  });
  onward.flushHeaders();
  // Either side may have seen enough before the other has said all.
  onward.on('error', () => response.destroy());
  asked.on('error', () => onward.destroy());
  response.on('close', () => onward.destroy());
  asked.pipe(onward);
}

function send({ status, headers, text }: RelayedReply, response: ServerResponse): void {
  const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _connection, ...rest } = headers;
  response.writeHead(status, { ...rest, connection: 'close' });
  response.end(text);
}
