import type { Writable } from 'node:stream';
import { FRAME } from './frame.ts';

const { writeSync } = process.getBuiltinModule('node:fs');

/** Sends one message to the runner, in exact order with what is printed. */
export type Report = (message: Readonly<Record<string, unknown>>) => void;

/** Writes up to this size to a pipe are atomic (PIPE_BUF is at least 4096 on the systems that we run on). */
const PART = 3000;

/** Makes the process print synchronously, and gives the function that frames messages among what it prints. */
export function reporter(token: string): Report {
  replaceStream('stdout', 1);
  replaceStream('stderr', 2);
  return (message) => {
    const base64 = Buffer.from(JSON.stringify(message)).toString('base64');
    let from = 0;
    for (; base64.length - from > PART; from += PART) send(token, '+', base64.slice(from, from + PART));
    send(token, '.', base64.slice(from));
  };
}

function send(token: string, op: string, part: string): void {
  writeAll(1, Buffer.from(`${FRAME}${token}${op}${part}${FRAME}`));
}

/** The stream is made when something is first printed through it: a script that only checks needs none. */
function replaceStream(name: 'stdout' | 'stderr', fd: number): void {
  let stream: Writable | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => (stream ??= openStream(fd)),
  });
}

function openStream(fd: number): Writable {
  const stream = process.getBuiltinModule('node:stream');
  const opened = new stream.Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      writeAll(fd, chunk);
      done();
    },
  });
  return Object.assign(opened, { fd, isTTY: false });
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let from = 0;
  while (from < bytes.length) {
    try {
      from += writeSync(fd, bytes, from);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
