import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Clock, nowDate } from '../base/clock.ts';
import { errorCode, errorText } from '../base/error-text.ts';
import { Refused, refused } from '../base/problem.ts';
import { withSession } from '../db/open-session.ts';
import { readBack } from './check-backup.ts';
import { encrypt, fileKey, SALT_LENGTH } from './cipher.ts';
import { type Cipher, headLine, type Manifest } from './format.ts';
import { withBackupFile } from './open-backup.ts';
import { type Bytes, dataRecords, recordBytes } from './records.ts';
import { sealed } from './seal.ts';
import { type Snapshotted, takeSnapshot } from './take-snapshot-pg.ts';

/** What is to be backed up, and where to. `url` is the owner's; `till` is this program's version; `replace` allows a file that is there. */
export interface BackupOrder {
  readonly url: string;
  readonly file: string;
  readonly key: Buffer | undefined;
  readonly replace: boolean;
  readonly till: string;
  readonly clock: Clock;
  readonly onTable?: (name: string) => void;
}

/** A backup that was written. `bytes` is the file's size. */
export interface Written {
  readonly file: string;
  readonly cipher: Cipher;
  readonly bytes: number;
  readonly tookMs: number;
  readonly manifest: Manifest;
}

/**
 * Writes one snapshot of the database into a file of mode 0600, beside it first as FILE.part, and reads it back, so that
 * FILE is whole or not there. Memory stays the same however much there is. Refused where the file is there or cannot be written.
 */
export async function writeBackup(order: BackupOrder): Promise<Written> {
  const began = nowDate(order.clock);
  const part = `${order.file}.part`;
  await makeRoom(order, part);
  try {
    const manifest = await withSession(order.url, async (session) => {
      const snapshot = takeSnapshot(session, { till: order.till, at: began });
      return writeFile(part, order, snapshot);
    });
    await requireReadable(part, order, manifest);
    await keep(part, order.file);
    const { size } = await stat(order.file);
    return {
      file: order.file,
      cipher: cipherOf(order),
      bytes: size,
      tookMs: order.clock() - began.getTime(),
      manifest,
    };
  } catch (error) {
    await rm(part, { force: true });
    throw isFileError(error) ? cannotWrite(order.file, error) : error;
  }
}

const cipherOf = ({ key }: BackupOrder): Cipher => (key === undefined ? 'plain' : 'aes-256-gcm');

async function makeRoom({ file, replace }: BackupOrder, part: string): Promise<void> {
  if (replace) return rm(part, { force: true, recursive: false });
  for (const name of [file, part])
    if (await isThere(name)) {
      const running = name === part ? 'see that no other backup runs, then ' : '';
      throw refused('backup-exists', `${name} is there already`, `${running}name another file, or add --yes`);
    }
}

function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

type Snapshot = AsyncGenerator<Snapshotted, Manifest>;

async function writeFile(part: string, order: BackupOrder, snapshot: Snapshot): Promise<Manifest> {
  let manifest: Manifest | undefined;
  const records = async function* () {
    let step = await snapshot.next();
    for (; step.done !== true; step = await snapshot.next()) {
      if (step.value.kind === 'data') yield* dataRecords(step.value.bytes);
      else {
        order.onTable?.(step.value.name);
        yield recordBytes('T', step.value.name);
      }
    }
    manifest = step.value;
    yield recordBytes('M', JSON.stringify(manifest));
  };
  const file = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(records, createGzip(), (body: Bytes) => sealed(withHead(body, order)), file);
  if (manifest === undefined) throw new Error('the snapshot has no end');
  return manifest;
}

async function* withHead(body: Bytes, order: BackupOrder): AsyncGenerator<Buffer> {
  const head = headLine(cipherOf(order));
  yield Buffer.from(head);
  if (order.key === undefined) return yield* body;
  const salt = randomBytes(SALT_LENGTH);
  yield salt;
  yield* encrypt(body, fileKey(order.key, salt, head));
}

// What a disk or a memory altered on the way is found now, and not on the day it is needed.
async function requireReadable(part: string, { file, key }: BackupOrder, manifest: Manifest): Promise<void> {
  const found = await withBackupFile(part, key === undefined ? [] : [key], readBack);
  if (JSON.stringify(found) === JSON.stringify(manifest)) return;
  throw refused('backup-failed', `${file}: read back, it is another than was written`, 'see that the disk is sound');
}

// The name is on the disk too when this is done, not only the bytes.
async function keep(part: string, file: string): Promise<void> {
  await rename(part, file);
  const folder = await open(path.dirname(path.resolve(file)));
  await folder.sync().finally(() => folder.close());
}

function isFileError(error: unknown): boolean {
  return (
    !(error instanceof Refused) &&
    /^(?:EACCES|EEXIST|EFBIG|EISDIR|ENOENT|ENOSPC|ENOTDIR|EROFS|EDQUOT|EIO|EPERM)$/.test(errorCode(error) ?? '')
  );
}

function cannotWrite(file: string, error: unknown): Refused {
  return refused(
    'backup-failed',
    `${file}: cannot be written: ${errorText(error)}`,
    'see that its folder is there, may be written and has room',
  );
}
