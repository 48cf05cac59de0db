import type { BundleFile, Fault } from './bundle-file.ts';
import { crc32 } from './crc32.ts';
import { nameFaults } from './name-faults.ts';
import {
  centralHeader,
  endRecord,
  LENGTH,
  LIMIT,
  localHeader,
  MODE,
  SIGNATURE,
  type ZipHeader,
} from './zip-profile.ts';

/** The files of a ZIP, or every reason why it is none of ours. With a fault there are no files. */
export interface ReadZip {
  readonly files: readonly BundleFile[];
  readonly faults: readonly Fault[];
}

/** Reads a ZIP of exactly our profile: every byte of it is a file's, or is what we would have written there. */
export function readZip(zip: Uint8Array): ReadZip {
  try {
    const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
    const directory = readDirectory(bytes);
    const names = directory.map((one) => nameOf(one.name));
    const faults = [...nameFaults(names), ...orderFaults(names)];
    const files = faults.length > 0 ? [] : readFiles(bytes, directory);
    return { files, faults };
  } catch (error) {
    if (!(error instanceof ZipFault)) throw error;
    return { files: [], faults: [{ kind: 'container', file: error.entry, words: error.message }] };
  }
}

class ZipFault extends Error {
  readonly entry: string;
  constructor(words: string, entry = 'the ZIP') {
    super(words);
    this.entry = entry;
  }
}

/** The headers of the directory, whose end must be the end of the file. Throws at the first that is not ours. */
function readDirectory(bytes: Buffer): readonly ZipHeader[] {
  if (bytes.length > LIMIT.zip) throw new ZipFault(`is larger than ${LIMIT.zip} bytes`);
  const at = bytes.length - LENGTH.end;
  if (at < 0 || bytes.readUInt32LE(at) !== SIGNATURE.end)
    throw new ZipFault(
      'does not end with the end record: it is no ZIP, is cut off, or has a comment or bytes after it',
    );
  const [count, size, offset] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 12), bytes.readUInt32LE(at + 16)];
  if (count > LIMIT.entries) throw new ZipFault(`has ${count} entries; the limit is ${LIMIT.entries}`);
  if (offset + size !== at) throw new ZipFault('has a directory that does not end where the end record begins');
  if (!endRecord({ count, size, offset }).equals(bytes.subarray(at)))
    throw new ZipFault('has another end record than ours');
  const headers: ZipHeader[] = [];
  let from = offset;
  for (let index = 0; index < count; index += 1) {
    const header = readCentral(bytes.subarray(from, at));
    headers.push(header);
    from += LENGTH.central + header.name.length;
  }
  if (from !== at) throw new ZipFault(`has ${at - from} bytes after the last record of its directory`);
  return headers;
}

function readCentral(bytes: Buffer): ZipHeader {
  if (bytes.length < LENGTH.central || bytes.readUInt32LE(0) !== SIGNATURE.central)
    throw new ZipFault('has a directory that is cut off, or says more entries than it has');
  const name = bytes.subarray(LENGTH.central, LENGTH.central + bytes.readUInt16LE(28));
  const mode = bytes.readUInt16LE(40);
  const header: ZipHeader = {
    name,
    crc: bytes.readUInt32LE(16),
    size: bytes.readUInt32LE(24),
    offset: bytes.readUInt32LE(42),
    executable: mode === MODE.executable,
  };
  const expected = centralHeader(header);
  if (expected.equals(bytes.subarray(0, expected.length))) return header;
  throw new ZipFault(centralFault(bytes, mode), shown(name));
}

/** What makes a record of the directory another than ours, in words. */
function centralFault(bytes: Buffer, mode: number): string {
  const [flags, method] = [bytes.readUInt16LE(8), bytes.readUInt16LE(10)];
  if ((mode & 0o170000) === 0o120000) return 'is a symbolic link';
  if ((mode & 0o170000) !== 0o100000) return 'is no regular file';
  if (flags & 1) return 'is encrypted';
  if (flags & 8) return 'has a data descriptor';
  if (method !== 0) return 'is compressed; a bundle is stored, so that nothing has to be inflated';
  if (bytes.readUInt16LE(30) !== 0) return 'has an extra field, such as sizes of zip64';
  if (bytes.readUInt16LE(32) !== 0) return 'has a comment';
  if (bytes.readUInt32LE(20) !== bytes.readUInt32LE(24)) return 'has two sizes';
  return 'has another header than ours';
}

/** Takes the files one after the other: each must begin where the one before it ends, so none overlap and no byte is left. */
function readFiles(bytes: Buffer, headers: readonly ZipHeader[]): readonly BundleFile[] {
  const directory = bytes.readUInt32LE(bytes.length - LENGTH.end + 16);
  let at = 0;
  const files = headers.map((header) => {
    const path = nameOf(header.name);
    if (header.offset < at) throw new ZipFault('overlaps the entry before it', path);
    if (header.offset > at)
      throw new ZipFault(`has ${header.offset - at} bytes before it that belong to no entry`, path);
    if (header.size > LIMIT.entry) throw new ZipFault(`is larger than ${LIMIT.entry} bytes`, path);
    const local = localHeader(header);
    const from = at + local.length;
    if (from + header.size > directory) throw new ZipFault('reaches into the directory', path);
    if (!local.equals(bytes.subarray(at, from))) throw new ZipFault('has another local header than ours', path);
    at = from + header.size;
    const content = bytes.subarray(from, at);
    if (crc32(content) !== header.crc) throw new ZipFault('has another checksum (CRC-32) than its header says', path);
    return { path, bytes: content, executable: header.executable };
  });
  if (at !== directory) throw new ZipFault(`has ${directory - at} bytes after the last entry that belong to none`);
  return files;
}

function orderFaults(names: readonly string[]): readonly Fault[] {
  const wrong = names.find((name, index) => index > 0 && name <= (names[index - 1] ?? ''));
  return wrong === undefined ? [] : [{ kind: 'container', file: wrong, words: 'does not stand in the order of names' }];
}

function nameOf(name: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    throw new ZipFault('has a name that is not UTF-8', shown(name));
  }
}

const shown = (name: Uint8Array): string => Buffer.from(name).toString('utf8');
