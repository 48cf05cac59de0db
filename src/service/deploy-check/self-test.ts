import { createHmac } from 'node:crypto';
import { nowSeconds } from '../base/clock.ts';
import type { CheckContext } from './check.ts';
import { finding, held, notApplicable, type Outcome } from './outcome.ts';

const MARGIN_SECONDS = 60;

/** Sends a signed event, and altered and outdated ones, to the running server, once for each secret. */
export async function selfTest(context: CheckContext): Promise<Outcome> {
  const { STRIPE_WEBHOOK_SECRETS: secrets = [] } = context.config;
  if (secrets.length === 0) return notApplicable('there is no webhook secret to sign with');
  for (const [index, secret] of secrets.entries()) {
    const fault = await tryDeliveries(context, secret, index);
    if (fault !== undefined)
      return finding(
        `${fault}, signed with secret ${index + 1} of ${secrets.length}`,
        'start till serve with the same STRIPE_WEBHOOK_SECRETS, and let the proxy pass bodies on unchanged',
      );
  }
  return held(`${secrets.length} of ${secrets.length} secrets`);
}

async function tryDeliveries(context: CheckContext, secret: string, index: number): Promise<string | undefined> {
  const { config, clock } = context;
  const now = nowSeconds(clock);
  const body = eventText(`evt_selftest_${now}_${index}`, now, config.TILL_MODE === 'production');
  const far = config.WEBHOOK_TOLERANCE_SECONDS + MARGIN_SECONDS;
  const deliver = (sent: string, at: number) => post(context, sent, signatureHeader(secret, body, at));
  const cases = [
    ['an event', 200, () => deliver(body, now)],
    ['an altered event', 400, () => deliver(body.replace('till.selftest', 'till.selftesT'), now)],
    ['an outdated event', 400, () => deliver(body, now - far)],
    ['an event from the future', 400, () => deliver(body, now + far)],
  ] as const;
  for (const [name, expected, run] of cases) {
    const status = await run();
    if (status !== expected) return `${name} is answered ${status}, not ${expected}`;
  }
  return undefined;
}

function eventText(id: string, created: number, livemode: boolean): string {
  const object = { id: 'selftest', object: 'selftest' };
  return JSON.stringify({ id, object: 'event', type: 'till.selftest', created, livemode, data: { object } });
}

// Made by hand: what the SDK signs, the SDK would also believe.
function signatureHeader(secret: string, body: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

async function post({ web }: CheckContext, body: string, signature: string): Promise<number> {
  const headers = { 'stripe-signature': signature, 'content-type': 'application/json' };
  return (await web.ask({ path: '/webhooks/stripe', method: 'POST', headers, body })).status;
}
