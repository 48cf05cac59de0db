import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header for a payload; `atSeconds` is epoch seconds. */
export function signatureHeader(payload: string, secret: string, atSeconds: number): string {
  const v1 = createHmac('sha256', secret).update(`${atSeconds}.${payload}`, 'utf8').digest('hex');
  return `t=${atSeconds},v1=${v1}`;
}
