import { generateKeyPairSync } from 'node:crypto';
import { plainFile, sealBundle, type BundleFile } from '../../../src/engine/index.ts';
import { centralHeader, endRecord, localHeader } from '../../../src/engine/bundle/zip-profile.ts';
import { crc32 } from '../../../src/engine/bundle/crc32.ts';

/** A small project: one page with one proof, and one row. */
export const SOURCE: readonly BundleFile[] = [
  plainFile('package.json', '{ "name": "small", "version": "1.2.3" }\n'),
  plainFile(
    'content/index.mdx',
    '---\ntitle: Small\n---\n\n```js proof id="sum" title="A sum" covers="R-1"\ncheck("sum", 1 + 1, 2)\n```\n',
  ),
  plainFile('content/matrix.yaml', '- {id: R-1, group: G, claim: "One and one are two."}\n'),
  { ...plainFile('run', '#!/bin/sh\n'), executable: true },
  plainFile('site/index.html', '<p>Small</p>\n'),
];

/** A key for tests. */
export const KEY = generateKeyPairSync('ed25519').privateKey;

/** The sealed small project. */
export const sealedSample = (): readonly BundleFile[] => sealBundle(SOURCE, KEY).files;

/** What may be wrong in an entry of a hand-made ZIP. */
export interface Entry {
  readonly name: string;
  readonly text?: string;
  readonly executable?: boolean;
  /** Changes the headers before they are joined. */
  readonly local?: (header: Buffer) => Buffer;
  readonly central?: (header: Buffer) => Buffer;
  /** Bytes between this entry and the next. */
  readonly after?: Buffer;
}

/** Writes a ZIP by hand in our profile, with the faults that are asked for, so that hostile ones differ in one thing only. */
export function handMade(entries: readonly Entry[], end: (record: Buffer) => Buffer = (record) => record): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const {
    name,
    text = 'x',
    executable = false,
    local = same,
    central = same,
    after = Buffer.alloc(0),
  } of entries) {
    const content = Buffer.from(text);
    const header = { name: Buffer.from(name, 'latin1'), crc: crc32(content), size: content.length, offset, executable };
    const piece = Buffer.concat([local(localHeader(header)), content, after]);
    files.push(piece);
    directory.push(central(centralHeader(header)));
    offset += piece.length;
  }
  const size = Buffer.concat(directory).length;
  return Buffer.concat([...files, ...directory, end(endRecord({ count: entries.length, size, offset }))]);
}

const same = (bytes: Buffer): Buffer => bytes;
