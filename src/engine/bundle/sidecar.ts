import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import type { Fault } from './bundle-file.ts';
import { envelopeText, fingerprint, isSignedBy, parseEnvelope, sealEnvelope } from './dsse.ts';
import { parsePublicKey, publicPem } from './judge-bundle.ts';

/** What is signed beside a ZIP, about the ZIP. */
export const sidecarSchema = z.strictObject({
  kind: z
    .enum(['proofroom/sidecar', 'proofroom/countersignature'])
    .describe('Who speaks: who packed it, or who checked it.'),
  version: z.literal(1).describe('The version of this format.'),
  zip: z
    .strictObject({
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe('The digest of the ZIP.'),
      bytes: z.number().int().positive().describe('Its size.'),
    })
    .describe('The ZIP that this is about.'),
  at: z.iso.datetime().describe('When this was written, UTC.'),
  publicKey: z.string().nullable().describe('The key of who signs, in PEM; null when nobody does.'),
  facts: z.record(z.string(), z.json()).describe('What varies from run to run, or what was found.'),
});

/** See sidecarSchema. */
export type Sidecar = Readonly<z.infer<typeof sidecarSchema>>;

/** A file beside a ZIP, judged. */
export interface JudgedSidecar {
  readonly file: string;
  readonly sidecar: Sidecar | null;
  /** The fingerprint of who signed; null when nobody did, or the signature is wrong. */
  readonly signer: string | null;
  readonly faults: readonly Fault[];
}

/** What a file beside a ZIP may speak as, by the end of its name. */
const KINDS = { sidecar: 'proofroom/sidecar', countersigned: 'proofroom/countersignature' } as const;

const TYPE = 'application/vnd.proofroom.sidecar+json';

/** Writes and signs what is said about a ZIP. */
export function sealSidecar(said: Omit<Sidecar, 'version' | 'publicKey'>, key: KeyObject | null): string {
  const publicKey = key === null ? null : publicPem(createPublicKey(key));
  return envelopeText(sealEnvelope(TYPE, canonicalJson({ ...said, version: 1, publicKey }), key));
}

/** Judges a file beside a ZIP: it must be of the kind that its name says, speak of this ZIP and be signed by the key that it names. `text` is null when it is no regular file. */
export function judgeSidecar(file: string, text: string | null, zip: Sidecar['zip']): JudgedSidecar {
  const fault = (words: string): Fault => ({ kind: 'sidecar', file, words });
  if (text === null) return { file, sidecar: null, signer: null, faults: [fault('is no regular file')] };
  const envelope = parseEnvelope(text);
  const sidecar = envelope?.payloadType === TYPE ? parsePayload(envelope.payload) : null;
  if (envelope === null || sidecar === null)
    return { file, sidecar: null, signer: null, faults: [fault('is no sidecar as we write it')] };
  const other = [
    ...(sidecar.zip.sha256 === zip.sha256 && sidecar.zip.bytes === zip.bytes ? [] : [fault('is about another ZIP')]),
    ...(sidecar.kind === kindOf(file) ? [] : [fault(`speaks as ${sidecar.kind}, which its name does not say`)]),
  ];
  const key = parsePublicKey(sidecar.publicKey ?? undefined);
  // Who packs may leave a bundle unsigned; a countersignature is nothing but a signature.
  if (sidecar.publicKey === null && envelope.signatures.length === 0 && sidecar.kind === KINDS.sidecar)
    return { file, sidecar, signer: null, faults: other };
  const isSigned = key !== null && envelope.signatures.length === 1 && isSignedBy(envelope, key);
  const wrong = isSigned ? [] : [fault('is not signed by the key that it names')];
  return { file, sidecar, signer: isSigned ? fingerprint(key) : null, faults: [...other, ...wrong] };
}

const kindOf = (file: string): Sidecar['kind'] =>
  file.endsWith('.sidecar.json') ? KINDS.sidecar : KINDS.countersigned;

/** The faults of sidecars that another than the signer of the bundle wrote: what they say of its packing would be anybody's word. */
export function packerFaults(sidecars: readonly JudgedSidecar[], packer: string | null): readonly Fault[] {
  return sidecars
    .filter(({ sidecar, signer }) => sidecar?.kind === KINDS.sidecar && signer !== packer)
    .map(({ file, signer }) => ({
      kind: 'sidecar',
      file,
      words: `is signed by ${signer ?? 'nobody'}, the bundle by ${packer ?? 'nobody'}`,
    }));
}

/** Only one spelling is accepted, as everywhere, so that no member can be said twice. */
function parsePayload(payload: string): Sidecar | null {
  try {
    const text = Buffer.from(payload, 'base64').toString('utf8');
    const parsed = sidecarSchema.safeParse(JSON.parse(text));
    return parsed.success && canonicalJson(parsed.data) === text ? parsed.data : null;
  } catch {
    return null;
  }
}
