import { createPublicKey, type KeyObject } from 'node:crypto';
import { byPath, type BundleFile } from './bundle-file.ts';
import { buildIndex, indexText, type BundleIndex } from './bundle-index.ts';
import { envelopeText, sealEnvelope } from './dsse.ts';
import { publicPem } from './judge-bundle.ts';
import { NAMES } from '../base/seal-names.ts';
import { buildManifest, manifestText } from './manifest.ts';
import { STATEMENT_TYPE, statementText } from './statement.ts';

/** A sealed bundle: all of its files in order, and the index that was computed on the way. */
export interface SealedBundle {
  readonly files: readonly BundleFile[];
  readonly index: BundleIndex;
}

/** Adds index, key, manifest and attestation to the files of a bundle. Without a key nobody signs it. */
export function sealBundle(files: readonly BundleFile[], key: KeyObject | null): SealedBundle {
  const index = buildIndex(files);
  const keyFile = key === null ? [] : [plainFile(NAMES.publicKey, publicPem(createPublicKey(key)))];
  const listed = [...files, plainFile(NAMES.index, indexText(index)), ...keyFile];
  const whole = [...listed, plainFile(NAMES.manifest, manifestText(buildManifest(listed)))];
  const envelope = sealEnvelope(STATEMENT_TYPE, statementText(whole, index), key);
  return { files: [...whole, plainFile(NAMES.attestation, envelopeText(envelope))].toSorted(byPath), index };
}

/** A text file of a bundle. */
export function plainFile(path: string, text: string): BundleFile {
  return { path, bytes: Buffer.from(text, 'utf8'), executable: false };
}
