import { createHash } from 'node:crypto';
import type { TableEntry } from './format.ts';
import type { Bytes } from './records.ts';

/** What one table's COPY text comes to. */
export type Measured = Pick<TableEntry, 'rows' | 'bytes' | 'sha256'>;

/** Measures COPY text piece by piece. */
export interface Measure {
  add(bytes: Buffer): void;
  /** Of all that was added; once. */
  result(): Measured;
}

const NEWLINE = 10;

/** A measure of nothing yet. In COPY text a new line within a value is escaped, so each one ends a row. */
export function createMeasure(): Measure {
  const hash = createHash('sha256');
  let rows = 0;
  let length = 0;
  return {
    add(bytes) {
      hash.update(bytes);
      length += bytes.length;
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) rows += 1;
    },
    result: () => ({ rows, bytes: length, sha256: hash.digest('hex') }),
  };
}

/** Measures all of a table's COPY text. */
export async function measureAll(source: Bytes): Promise<Measured> {
  const measure = createMeasure();
  for await (const bytes of source) measure.add(bytes);
  return measure.result();
}

/** Passes bytes on and measures them. */
export async function* measured(source: Bytes, measure: Measure): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    measure.add(bytes);
    yield bytes;
  }
}

/** Whether two tables hold the same rows. */
export function isSameData(a: Measured, b: Measured): boolean {
  return a.rows === b.rows && a.bytes === b.bytes && a.sha256 === b.sha256;
}
