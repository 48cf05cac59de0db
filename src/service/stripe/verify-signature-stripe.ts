import { Stripe } from 'stripe';

/** What arrived: the exact body text, the `Stripe-Signature` header, and when, in epoch seconds. */
export interface SignedText {
  readonly text: string;
  readonly header: string;
  readonly atSeconds: number;
}

/** The keys that may have signed it, newest first, and how far its time may lie from ours, either side. */
export interface SignatureRule {
  readonly secrets: readonly string[];
  readonly toleranceSeconds: number;
}

/** Undefined if one of the secrets signed the text within the tolerance; otherwise why it is not authentic. */
export function signatureProblem(signed: SignedText, rule: SignatureRule): string | undefined {
  const times = [...signed.header.matchAll(/(?:^|,)t=([^,]*)/g)].map((match) => match[1] ?? '');
  const [time] = times;
  if (time === undefined || times.length > 1 || !/^\d{1,12}$/.test(time)) return 'no signature with one timestamp';
  // The SDK checks the past only: a stamp from the future would stay valid until its day comes, and beyond.
  if (Math.abs(signed.atSeconds - Number(time)) > rule.toleranceSeconds)
    return 'the timestamp is outside the tolerance';
  return rule.secrets.some((secret) => isSignedWith(secret, signed, rule)) ? undefined : 'no signature matches';
}

function isSignedWith(secret: string, signed: SignedText, rule: SignatureRule): boolean {
  try {
    const { signature } = Stripe.webhooks;
    const { text, header, atSeconds } = signed;
    return signature?.verifyHeader(text, header, secret, rule.toleranceSeconds, undefined, atSeconds * 1000) ?? false;
  } catch {
    return false;
  }
}
