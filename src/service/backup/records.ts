import { DATA_LIMIT, RECORD_KINDS } from './format.ts';

/** One record of a backup. */
export interface BackupRecord {
  readonly kind: (typeof RECORD_KINDS)[keyof typeof RECORD_KINDS];
  readonly content: Buffer;
}

/** Bytes as they come, in pieces of any length. */
export type Bytes = AsyncIterable<Buffer>;

/** What was read is no backup, though its seal holds. */
export class UnreadableBackup extends Error {}

const HEAD = 5;
// A manifest of ten thousand columns stays far below; what claims more is no record.
const LARGEST = 16 * 1024 * 1024;

/** A record as bytes: kind, length, content. */
export function recordBytes(letter: keyof typeof RECORD_KINDS, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const head = Buffer.alloc(HEAD);
  head.write(letter, 'latin1');
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** Rows' bytes as records, none above the limit. */
export function* dataRecords(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += DATA_LIMIT)
    yield recordBytes('D', bytes.subarray(from, from + DATA_LIMIT));
}

/** The records in a stream of bytes. Throws UnreadableBackup at what is no record, and at an end in the middle of one. */
export async function* readRecords(source: Bytes): AsyncGenerator<BackupRecord> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    for (let length = firstLength(rest); length <= rest.length; length = firstLength(rest)) {
      yield { kind: kindOf(rest), content: rest.subarray(HEAD, length) };
      rest = rest.subarray(length);
    }
  }
  if (rest.length > 0) throw new UnreadableBackup('it ends within a record');
}

// A head that is not all there yet says only that more must come.
function firstLength(bytes: Buffer): number {
  if (bytes.length < HEAD) return Infinity;
  const length = bytes.readUInt32BE(1);
  if (length > LARGEST) throw new UnreadableBackup('a record is too long');
  return HEAD + length;
}

function kindOf(bytes: Buffer): BackupRecord['kind'] {
  const letter = String.fromCharCode(bytes[0] ?? 0);
  if (letter === 'T' || letter === 'D' || letter === 'M') return RECORD_KINDS[letter];
  throw new UnreadableBackup('it holds something that is no record');
}
