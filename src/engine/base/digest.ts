import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.ts';

/** SHA-256 of bytes (or of a text as UTF-8), written `sha256:` and 64 lower-case hex digits. */
export function digest(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Digest of a value's canonical JSON. */
export function digestJson(value: Json): string {
  return digest(canonicalJson(value));
}
