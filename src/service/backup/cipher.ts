import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Bytes } from './records.ts';

/** Bytes of the salt that each encrypted file has of its own. */
export const SALT_LENGTH = 32;

const CHUNK = 65_536;
const TAG = 16;

/** Bytes of an encrypted chunk, but for the last, which may be shorter. */
export const CHUNK_LENGTH = CHUNK + TAG;

/** What encrypts one file: its own key, made of the configured one and its salt. `bound` is authenticated with each chunk. */
export interface FileKey {
  readonly key: Buffer;
  readonly bound: Buffer;
}

/** A chunk that its key does not open; `index` counts from 0. */
export class WrongKey extends Error {
  readonly index: number;

  constructor(index: number) {
    super(`chunk ${index} cannot be decrypted`);
    this.index = index;
  }
}

/** The key of a file with this salt. A key that encrypts one file only may count its nonces from 0. */
export function fileKey(key: Buffer, salt: Buffer, head: string): FileKey {
  const own = Buffer.from(hkdfSync('sha256', key, salt, 'till-backup', 32));
  return { key: own, bound: Buffer.concat([Buffer.from(head), salt]) };
}

/** Encrypts in chunks of 64 KiB, each AES-256-GCM with its 16-byte tag behind it; its nonce holds its index and whether it is the last. */
export async function* encrypt(source: Bytes, { key, bound }: FileKey): AsyncGenerator<Buffer> {
  for await (const { bytes, index, isLast } of chunksOf(source, CHUNK)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, isLast)).setAAD(bound);
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Decrypts; a chunk that was altered, moved, left out or cut off throws WrongKey before any of its bytes is given. */
export async function* decrypt(source: Bytes, file: FileKey): AsyncGenerator<Buffer> {
  for await (const { bytes, index, isLast } of chunksOf(source, CHUNK_LENGTH)) {
    const nonce = nonceOf(index, isLast);
    const plain = openChunk(bytes, nonce, file);
    if (plain === undefined) throw new WrongKey(index);
    yield plain;
  }
}

/** Whether this is the key of the file whose first chunk this is; `isOnly` tells that no other follows. */
export function fitsFirst(chunk: Buffer, isOnly: boolean, file: FileKey): boolean {
  return openChunk(chunk, nonceOf(0, isOnly), file) !== undefined;
}

function openChunk(bytes: Buffer, nonce: Buffer, { key, bound }: FileKey): Buffer | undefined {
  if (bytes.length < TAG) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(bound);
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

interface Chunk {
  readonly bytes: Buffer;
  readonly index: number;
  readonly isLast: boolean;
}

// All but the last are full; an empty stream is one empty chunk, so that there always is a last one.
async function* chunksOf(source: Bytes, size: number): AsyncGenerator<Chunk> {
  let rest: Buffer = Buffer.alloc(0);
  let index = 0;
  for await (const bytes of source) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    for (; rest.length > size; rest = rest.subarray(size), index += 1)
      yield { bytes: rest.subarray(0, size), index, isLast: false };
  }
  yield { bytes: rest, index, isLast: true };
}
