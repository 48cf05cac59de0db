import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** The secret that the measured Till is given. */
export const SECRET = 'whsec_bench';

/** An event with its signature, ready to send. */
export interface SignedDelivery {
  readonly id: string;
  readonly body: Buffer;
  readonly signature: string;
}

const agent = new Agent({ keepAlive: true });

/** An event of an ordinary size (2 kB) that Till stores and then has nothing to do for. */
export function signedDelivery(): SignedDelivery {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const object = { id: 'in_1', object: 'invoice', description: 'x'.repeat(1800) };
  const facts = {
    id,
    object: 'event',
    type: 'invoice.created',
    created: 1_800_000_000,
    livemode: false,
    data: { object },
  };
  const body = Buffer.from(JSON.stringify(facts));
  const at = Math.floor(Date.now() / 1000);
  const mark = createHmac('sha256', SECRET).update(`${at}.`).update(body).digest('hex');
  return { id, body, signature: `t=${at},v1=${mark}` };
}

/** Posts one delivery on a kept connection; anything but 200 is an error. */
export function deliver(url: string, { body, signature }: SignedDelivery): Promise<void> {
  const headers = { 'stripe-signature': signature, 'content-type': 'application/json', 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/webhooks/stripe`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`Till answered ${answer.statusCode}`)),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Lets go of the kept connections. */
export const hangUp = (): void => agent.destroy();
