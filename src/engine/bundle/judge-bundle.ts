import { createPublicKey, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../base/canonical-json.ts';
import { buildIndex, indexText, parseIndex, type BundleIndex } from './bundle-index.ts';
import type { BundleFile, Fault } from './bundle-file.ts';
import { fingerprint, isSignedBy, parseEnvelope, type Envelope } from './dsse.ts';
import { NAMES } from '../base/seal-names.ts';
import { manifestFaults, parseManifest } from './manifest.ts';
import { STATEMENT_TYPE, statementText } from './statement.ts';

/** Who signed a bundle: a key by its fingerprint, or nobody. */
export type Signer = { readonly kind: 'signed'; readonly fingerprint: string } | { readonly kind: 'unsigned' };

/** What the files of a bundle show by themselves. `index` is computed from them, null when that was not possible. */
export interface JudgedBundle {
  readonly faults: readonly Fault[];
  readonly index: BundleIndex | null;
  readonly signer: Signer;
  readonly unchecked: readonly string[];
}

/**
 * Judges a bundle from the bytes of its files: the list, the signature, and every verdict, computed again. Pages and
 * records are read only when they are what was sealed, and by the `expected` key when there is one: what a stranger
 * wrote could keep a parser busy for hours.
 */
export function judgeBundle(files: readonly BundleFile[], expected: string | null = null): JudgedBundle {
  const said = parseIndex(textOf(files, NAMES.index) ?? '');
  const sealed = sealedIn(files);
  const early = [...listFaults(files), ...(said === null ? noIndexFaults(files) : signatureFaults(sealed, said))];
  const signer = signerOf(sealed, early);
  const isExpected = expected === null || (signer.kind === 'signed' && signer.fingerprint === expected);
  if (said === null || !isExpected || early.some(({ kind }) => kind !== 'missing'))
    return { faults: early, index: null, signer, unchecked: [UNREAD] };
  const index = computedIndex(files);
  if (index === null) return { faults: [...early, UNREADABLE], index: null, signer, unchecked: [UNREAD] };
  const late = [...indexFaults(said, index), ...signatureFaults(sealed, index)];
  return { faults: [...early, ...late], index, signer: signerOf(sealed, late), unchecked: index.unseen };
}

const UNREAD = 'the verdicts: nothing is computed from files that are not what the expected key sealed';
const UNREADABLE: Fault = { kind: 'malformed', file: NAMES.index, words: 'cannot be computed from these files' };

/** A bundle can hold what no parser was made for, such as a list in a list a million times: that is its fault. */
function computedIndex(files: readonly BundleFile[]): BundleIndex | null {
  try {
    return buildIndex(files);
  } catch {
    return null;
  }
}

function textOf(files: readonly BundleFile[], name: string): string | undefined {
  const bytes = files.find(({ path }) => path === name)?.bytes;
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

function sealedIn(files: readonly BundleFile[]): Sealed {
  const pem = textOf(files, NAMES.publicKey);
  const envelope = parseEnvelope(textOf(files, NAMES.attestation) ?? '');
  return { files, envelope, key: parsePublicKey(pem), hasKey: pem !== undefined };
}

function signerOf({ envelope, key }: Sealed, faults: readonly Fault[]): Signer {
  const isSigned =
    envelope !== null && envelope.signatures.length > 0 && !faults.some(({ kind }) => kind === 'signature');
  return isSigned && key !== null ? { kind: 'signed', fingerprint: fingerprint(key) } : { kind: 'unsigned' };
}

function listFaults(files: readonly BundleFile[]): readonly Fault[] {
  const text = textOf(files, NAMES.manifest);
  if (text === undefined) return [{ kind: 'missing', file: NAMES.manifest, words: 'is not there: this is no bundle' }];
  const manifest = parseManifest(text);
  if (manifest === null) return [{ kind: 'malformed', file: NAMES.manifest, words: 'is no manifest as we write it' }];
  return manifestFaults(manifest, files);
}

/** Without an index nobody knows what was signed. */
function noIndexFaults(files: readonly BundleFile[]): readonly Fault[] {
  const isThere = files.some(({ path }) => path === NAMES.index);
  const words = isThere ? 'is no index as we write it' : 'is not there';
  return [
    { kind: isThere ? 'malformed' : 'missing', file: NAMES.index, words },
    { kind: 'signature', file: NAMES.attestation, words: `cannot be checked without ${NAMES.index}` },
  ];
}

/** Names what differs, row by row and proof by proof, and the whole when no part does. */
function indexFaults(said: BundleIndex, now: BundleIndex): readonly Fault[] {
  const at = (words: string): Fault => ({ kind: 'verdict', file: NAMES.index, words });
  if (indexText(said) === indexText(now)) return [];
  const rows = said.rows.flatMap((row) => {
    const own = now.rows.find(({ id }) => id === row.id);
    if (own?.verdict === row.verdict) return [];
    return [at(`says that ${row.id} is ${row.verdict}; the files make it ${own?.verdict ?? 'no row at all'}`)];
  });
  const proofs = said.proofs.flatMap((proof) => {
    const own = now.proofs.find(({ id }) => id === proof.id);
    if (own !== undefined && canonicalJson(own) === canonicalJson(proof)) return [];
    return [
      at(`says of the proof ${proof.id} what the files do not show: ${own?.why || own?.state || 'there is none'}`),
    ];
  });
  const found = [...rows, ...proofs];
  return found.length > 0 ? found : [at('is not what the files make it')];
}

interface Sealed {
  readonly files: readonly BundleFile[];
  readonly envelope: Envelope | null;
  readonly key: KeyObject | null;
  readonly hasKey: boolean;
}

function signatureFaults({ envelope, key, hasKey, files }: Sealed, index: BundleIndex): readonly Fault[] {
  const at = (words: string): Fault => ({ kind: 'signature', file: NAMES.attestation, words });
  if (envelope === null) return [at('is missing, or is no envelope as we write it')];
  const statement = Buffer.from(statementText(files, index)).toString('base64');
  const content = [
    ...(envelope.payloadType === STATEMENT_TYPE ? [] : [at(`has the payload type ${envelope.payloadType}`)]),
    ...(envelope.payload === statement ? [] : [at('states something else than what the files show')]),
  ];
  if (envelope.signatures.length === 0)
    return hasKey ? [...content, at('has no signature, though a key is there')] : content;
  if (key === null) return [...content, at(`cannot be checked: ${NAMES.publicKey} is missing or is no Ed25519 key`)];
  const isOwn = envelope.signatures.length === 1 && isSignedBy(envelope, key);
  return isOwn ? content : [...content, at(`is not signed by the key in ${NAMES.publicKey}`)];
}

/** Reads an Ed25519 public key in PEM; null for anything else. */
export function parsePublicKey(pem: string | undefined): KeyObject | null {
  try {
    const key = createPublicKey(pem ?? '');
    return key.asymmetricKeyType === 'ed25519' && publicPem(key) === pem ? key : null;
  } catch {
    return null;
  }
}

/** The one spelling of a public key in a file. */
export const publicPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
