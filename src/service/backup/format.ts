import { z } from 'zod';

/*
 * A backup is one file:
 *
 *   head      one line of ASCII: `till-backup FORMAT CIPHER`, CIPHER being `plain` or `aes-256-gcm`
 *   body      the records, gzipped as a whole; encrypted, it is a salt of 32 bytes and then the chunks of cipher.ts
 *   seal      one line: `sha256 ` and the SHA-256 of all bytes before it, as hex
 *
 * A record is its kind (one ASCII byte), the length of its content (4 bytes, the highest first) and the content:
 *
 *   T         the name of a table, in UTF-8; its data follow
 *   D         at most 64 KiB of that table's rows, as `COPY … TO STDOUT` in text format writes them
 *   M         the manifest, JSON in UTF-8; once, as the last record
 *
 * Tables stand in the order in which they can be loaded: one that refers to another comes after it. Rows stand in the
 * order of their primary key, text compared by bytes, so that equal data have an equal checksum wherever they are. All
 * tables of schema `public` are in, but those of LEFT_OUT. Schema `pgboss` is not: it is made anew, its schedules are
 * written at each start, and a job that waited does what its next run does anyway.
 *
 * The seal finds accidents: a cut, a flipped bit. Only the key of an encrypted backup shows that nobody has rewritten it.
 */

/** The format that this program writes, and the newest that it reads. */
export const FORMAT = 1;

/** How the body is protected. */
export type Cipher = 'plain' | 'aes-256-gcm';

/** What a record is: a table begins, rows of it, the manifest. */
export const RECORD_KINDS = { T: 'table', D: 'data', M: 'manifest' } as const;

/** The most rows' bytes in one record. */
export const DATA_LIMIT = 65_536;

/** Tables that are not in a backup, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  sessions: 'who was signed in signs in again: a restored copy must not let an ended session live on',
};

const count = z.int().nonnegative();

/** One table of a backup. `bytes` and `sha256` are of its rows as COPY text. */
const tableSchema = z.strictObject({
  name: z.string(),
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  rows: count,
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a backup says of itself. `created_at` is just before the moment whose data it holds; positions are int8 as text. */
export const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  till: z.string(),
  created_at: z.iso.datetime(),
  server_version: z.string(),
  encoding: z.string(),
  migrations: z.array(z.string()).min(1),
  left_out: z.record(z.string(), z.string()),
  tables: z.array(tableSchema),
  sequences: z.array(
    z.strictObject({ name: z.string(), last_value: z.string().regex(/^-?\d{1,19}$/), is_called: z.boolean() }),
  ),
});

/** A backup's description of itself. */
export type Manifest = Readonly<z.output<typeof manifestSchema>>;

/** A backup's description of one table. */
export type TableEntry = Readonly<z.output<typeof tableSchema>>;

/** The first line of a file. */
export const headLine = (cipher: Cipher): string => `till-backup ${FORMAT} ${cipher}\n`;

/** No head is longer, in bytes. */
export const HEAD_LIMIT = 40;

/** What the first bytes of a file tell. */
export type Head =
  | { readonly kind: 'known'; readonly cipher: Cipher; readonly length: number }
  | { readonly kind: 'newer'; readonly format: number }
  | { readonly kind: 'foreign' };

/** Reads the head from a file's first bytes. */
export function parseHead(bytes: Buffer): Head {
  const match = /^till-backup (\d{1,6}) ([^\n]*)\n/.exec(bytes.subarray(0, HEAD_LIMIT).toString('latin1'));
  const format = Number(match?.[1]);
  if (match === null || format < FORMAT) return { kind: 'foreign' };
  if (format > FORMAT) return { kind: 'newer', format };
  const [line, , cipher] = match;
  if (cipher !== 'plain' && cipher !== 'aes-256-gcm') return { kind: 'foreign' };
  return { kind: 'known', cipher, length: line.length };
}
