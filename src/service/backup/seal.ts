import { createHash } from 'node:crypto';
import type { Bytes } from './records.ts';

/** Bytes of the line that ends a file. */
export const SEAL_LENGTH = 72;

/** The line that ends a file, of the SHA-256 of all before it. */
const sealLine = (sha256: string): string => `sha256 ${sha256}\n`;

/** Passes bytes on and puts their seal behind them. */
export async function* sealed(source: Bytes): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  yield Buffer.from(sealLine(hash.digest('hex')));
}

/** The SHA-256 of all bytes if this line seals them, else undefined. */
export async function openSeal(source: Bytes, line: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  for await (const bytes of source) hash.update(bytes);
  const sha256 = hash.digest('hex');
  return line === sealLine(sha256) ? sha256 : undefined;
}
