import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errorCode, errorText } from '../base/error-text.ts';
import { type Refused, refused } from '../base/problem.ts';
import { CHUNK_LENGTH, decrypt, fileKey, fitsFirst, SALT_LENGTH, WrongKey } from './cipher.ts';
import {
  type Cipher,
  DATA_LIMIT,
  FORMAT,
  type Head,
  HEAD_LIMIT,
  headLine,
  type Manifest,
  parseHead,
} from './format.ts';
import { readTables, type VisitTable } from './read-tables.ts';
import { type Bytes, UnreadableBackup } from './records.ts';
import { openSeal, SEAL_LENGTH } from './seal.ts';

/** A backup file whose seal holds. `bytes` is its size. */
export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly cipher: Cipher;
  /** Reads all of it, table by table, and answers its manifest; may be called again. Refused where it is no whole backup, or the key is another. */
  read(visit: VisitTable): Promise<Manifest>;
}

/** Opens a backup for a piece of work: it stays the same file, whatever takes its name meanwhile. The first of the keys that fits is taken. Refused if it is no backup, newer, cut off, altered, or encrypted and no key fits. */
export async function withBackupFile<T>(
  name: string,
  keys: readonly Buffer[],
  work: (backup: BackupFile) => Promise<T>,
): Promise<T> {
  const handle = await openFile(name);
  try {
    const { size } = await handle.stat();
    const { cipher, length } = await readHead(name, handle);
    if (cipher === 'aes-256-gcm' && keys.length === 0) throw wrongKey(name, 'is encrypted');
    const sha256 = await checkSeal(name, { handle, size });
    const range = { handle, from: length, to: size - SEAL_LENGTH };
    const key = cipher === 'plain' ? undefined : await fittingKey(name, range, keys);
    const body = () => bodyOf(range, key);
    const read = (visit: VisitTable) => understood(name, () => readTables(unpacked(body), visit));
    return await work({ name, bytes: size, sha256, cipher, read });
  } finally {
    await handle.close();
  }
}

/** Refused unless there is a file of this name that may be read; what is in it is not looked at. */
export async function requireBackupFile(name: string): Promise<void> {
  await (await openFile(name)).close();
}

async function openFile(name: string): Promise<FileHandle> {
  const handle = await open(name).catch((error: unknown) => {
    const why = errorCode(error) ?? errorText(error);
    throw refused('file-unreadable', `${name}: cannot be read (${why})`, 'name a backup file that this user may read');
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw refused('file-unreadable', `${name}: is no file`, 'name a backup file');
}

async function readHead(name: string, handle: FileHandle): Promise<Extract<Head, { kind: 'known' }>> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_LIMIT), 0, HEAD_LIMIT, 0);
  const head = parseHead(buffer.subarray(0, bytesRead));
  if (head.kind === 'known') return head;
  if (head.kind === 'foreign') throw damaged(name, 'does not begin like a backup of Till');
  const title = `${name}: has format ${head.format}; this program reads up to ${FORMAT}`;
  throw refused('backup-newer', title, 'restore it with the version of Till that made it, or a newer one');
}

async function checkSeal(name: string, { handle, size }: { handle: FileHandle; size: number }): Promise<string> {
  const end = Math.max(0, size - SEAL_LENGTH);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(SEAL_LENGTH), 0, SEAL_LENGTH, end);
  const sha256 = await openSeal(bytesOf({ handle, from: 0, to: end }), buffer.toString('latin1', 0, bytesRead));
  if (sha256 === undefined) throw damaged(name, 'is cut off or altered: its seal does not fit');
  return sha256;
}

interface Range {
  readonly handle: FileHandle;
  readonly from: number;
  readonly to: number;
}

async function* bytesOf({ handle, from, to }: Range): AsyncGenerator<Buffer> {
  if (to > from) yield* handle.createReadStream({ start: from, end: to - 1, autoClose: false });
}

async function fittingKey(name: string, range: Range, keys: readonly Buffer[]): Promise<Buffer> {
  for (const key of keys) if (await fits(range, key)) return key;
  throw wrongKey(name, keys.length > 1 ? 'none of these keys opens it' : 'this key does not open it');
}

// The first chunk tells; it is authenticated like all others.
async function fits({ handle, from, to }: Range, key: Buffer): Promise<boolean> {
  const length = Math.max(0, Math.min(SALT_LENGTH + CHUNK_LENGTH, to - from));
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
  const file = fileKey(key, buffer.subarray(0, SALT_LENGTH), headLine('aes-256-gcm'));
  return fitsFirst(buffer.subarray(SALT_LENGTH, bytesRead), from + length === to, file);
}

const wrongKey = (name: string, words: string): Refused =>
  refused(
    'backup-key-wrong',
    `${name}: ${words}`,
    'set BACKUP_KEY or BACKUP_KEY_PREVIOUS to the key that it was made with',
  );

async function* bodyOf(range: Range, key: Buffer | undefined): AsyncGenerator<Buffer> {
  if (key === undefined) return yield* bytesOf(range);
  const salt = Buffer.alloc(SALT_LENGTH);
  await range.handle.read(salt, 0, SALT_LENGTH, range.from);
  yield* decrypt(bytesOf({ ...range, from: range.from + SALT_LENGTH }), fileKey(key, salt, headLine('aes-256-gcm')));
}

async function* unpacked(body: () => Bytes): AsyncGenerator<Buffer> {
  const gunzip: Readable = pipeline(body(), createGunzip({ chunkSize: DATA_LIMIT }), () => undefined);
  yield* gunzip;
}

/** A file that is not what a backup must be, in one way of saying it. */
export function damaged(name: string, words: string): Refused {
  return refused('backup-damaged', `${name}: ${words}`, 'take another copy of it, or an older backup');
}

// The seal held and the key fits, so what cannot be understood was written that way.
async function understood<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableBackup || error instanceof WrongKey || errorCode(error)?.startsWith('Z_') === true)
      throw damaged(name, `is no whole backup: ${errorText(error)}`);
    throw error;
  }
}
