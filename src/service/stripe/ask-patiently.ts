import { Stripe } from 'stripe';
import { errorText } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';
import { redactText } from '../base/redact.ts';

/** Waits some milliseconds. */
export type Wait = (ms: number) => Promise<void>;

const TRIES = 6;
const LONGEST_MS = 60_000;

/** Reads from Stripe. The SDK repeats what a connection or Stripe's servers broke, but takes a rate limit for final; here it is waited out, as long as `Retry-After` asks, else longer each time. Undefined if there is no such object; Refused with `stripe-failed` when it cannot be read. */
export async function askPatiently<T>(ask: () => Promise<T>, wait: Wait): Promise<T | undefined> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      if (error.code === 'resource_missing') return undefined;
      if (error.statusCode !== 429 || tried === TRIES) throw failure(error);
      await wait(pauseMs(error, tried));
    }
  }
}

function pauseMs(error: InstanceType<typeof Stripe.errors.StripeError>, tried: number): number {
  const asked = Number(error.headers?.['retry-after']);
  const ms = Number.isFinite(asked) && asked > 0 ? asked * 1000 : 500 * 2 ** (tried - 1);
  return Math.min(ms, LONGEST_MS);
}

function failure(error: Error): Error {
  const reason = redactText(errorText(error)).slice(0, 300);
  return refused('stripe-failed', `Stripe: ${reason}`, 'what was found so far is kept; run it again');
}
