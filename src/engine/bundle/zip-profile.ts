/**
 * The one way in which a bundle is written as a ZIP, byte for byte: stored (so nothing is ever inflated), UTF-8 names,
 * a fixed date, regular files only, no comment, no extra field, no data descriptor, no zip64. A reader that encodes
 * every header again and compares has no field left in which two readers could differ.
 */
export interface ZipHeader {
  readonly name: Uint8Array;
  readonly crc: number;
  /** Bytes. */
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
  readonly executable: boolean;
}

/** Lengths of the fixed parts, in bytes. */
export const LENGTH = { local: 30, central: 46, end: 22 } as const;

/** The first four bytes of each kind of record, little-endian. */
export const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;

/** Modes of a file, as Unix writes them: readable by all, written by its owner. */
export const MODE = { plain: 0o100644, executable: 0o100755 } as const;

/** What a bundle may hold, and a file beside it, looked at before anything else is read. Bytes, but for the number of entries and the parts of a name. */
export const LIMIT = { zip: 2 ** 30, entry: 2 ** 28, entries: 20_000, name: 240, depth: 32, sidecar: 2 ** 24 } as const;

const UTF8 = 0x0800;
const VERSION_NEEDED = 20;
const MADE_BY_UNIX = (3 << 8) | 63;
/** 1 January 1980, 00:00: the first date that the format has. */
const DATE = 0x0021;

/** A file's header before its bytes. */
export function localHeader({ name, crc, size }: ZipHeader): Buffer {
  const head = Buffer.alloc(LENGTH.local);
  head.writeUInt32LE(SIGNATURE.local, 0);
  writeShared(head.subarray(4), { name, crc, size });
  return Buffer.concat([head, name]);
}

/** A file's record in the directory at the end. */
export function centralHeader({ name, crc, size, offset, executable }: ZipHeader): Buffer {
  const head = Buffer.alloc(LENGTH.central);
  head.writeUInt32LE(SIGNATURE.central, 0);
  head.writeUInt16LE(MADE_BY_UNIX, 4);
  writeShared(head.subarray(6), { name, crc, size });
  head.writeUInt32LE((executable ? MODE.executable : MODE.plain) * 2 ** 16, 38);
  head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, name]);
}

/** The last record of a ZIP. */
export function endRecord({ count, size, offset }: { count: number; size: number; offset: number }): Buffer {
  const end = Buffer.alloc(LENGTH.end);
  end.writeUInt32LE(SIGNATURE.end, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** The fields that both headers have, in the same order. */
function writeShared(at: Buffer, { name, crc, size }: Pick<ZipHeader, 'name' | 'crc' | 'size'>): void {
  at.writeUInt16LE(VERSION_NEEDED, 0);
  at.writeUInt16LE(UTF8, 2);
  at.writeUInt16LE(DATE, 8);
  at.writeUInt32LE(crc, 10);
  at.writeUInt32LE(size, 14);
  at.writeUInt32LE(size, 18);
  at.writeUInt16LE(name.length, 22);
}
