import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';

/** A DSSE envelope: what is signed, in base64, and by whom. */
export const envelopeSchema = z.strictObject({
  payloadType: z.string().describe('What the payload is.'),
  payload: z.base64().describe('The signed bytes.'),
  signatures: z
    .array(
      z.strictObject({
        keyid: z
          .string()
          .regex(/^sha256:[0-9a-f]{64}$/)
          .describe('The fingerprint of the key.'),
        sig: z.base64().describe('An Ed25519 signature of the pre-authentication encoding.'),
      }),
    )
    .describe('None when nobody signed.'),
});

/** See envelopeSchema. */
export type Envelope = Readonly<z.infer<typeof envelopeSchema>>;

/** The bytes that are signed: type and payload with their lengths, so that neither can be taken for a part of the other. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}

/** Signs a payload with an Ed25519 key; with null it is an envelope that nobody signed. */
export function sealEnvelope(payloadType: string, payload: string, key: KeyObject | null): Envelope {
  const bytes = Buffer.from(payload, 'utf8');
  const signatures = key === null ? [] : [signature(preAuthenticationEncoding(payloadType, bytes), key)];
  return { payloadType, payload: bytes.toString('base64'), signatures };
}

function signature(bytes: Uint8Array, key: KeyObject): Envelope['signatures'][number] {
  return { keyid: fingerprint(createPublicKey(key)), sig: sign(null, bytes, key).toString('base64') };
}

/** Whether one of the signatures is this key's, over exactly this payload. */
export function isSignedBy(envelope: Envelope, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'ed25519') return false;
  const bytes = preAuthenticationEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
  const keyid = fingerprint(key);
  return envelope.signatures.some(
    (one) => one.keyid === keyid && verify(null, bytes, key, Buffer.from(one.sig, 'base64')),
  );
}

/** The name of a public key: SHA-256 of its DER form (SubjectPublicKeyInfo). */
export function fingerprint(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(der).digest('hex')}`;
}

/** The one spelling of an envelope in a file. */
export const envelopeText = (envelope: Envelope): string => canonicalJson(envelope);

/** Reads an envelope that is spelled as we spell it; null for any other text. */
export function parseEnvelope(text: string): Envelope | null {
  try {
    const parsed = envelopeSchema.safeParse(JSON.parse(text));
    return parsed.success && envelopeText(parsed.data) === text && isCanonicalBase64(parsed.data) ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Base64 can spell the same bytes in several ways; only one is accepted, so that no bit is free to change. */
function isCanonicalBase64({ payload, signatures }: Envelope): boolean {
  return [payload, ...signatures.map(({ sig }) => sig)].every(
    (text) => Buffer.from(text, 'base64').toString('base64') === text,
  );
}
