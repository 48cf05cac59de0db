import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a storm delivers: a paid payment intent of 100 for each order. `urls` are asked in turn. */
export interface StormOf {
  readonly urls: readonly string[];
  readonly secret: string;
  /** Id of the order with a number, from 0. */
  readonly order: (index: number) => string;
  readonly orders: number;
}

/** Events under way. */
export interface Storm {
  /** Ids of events that were answered with 200, with the orders that they pay. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Deliveries that got no 200. */
  refused(): number;
  /** Sends no more, and waits for what is under way. */
  stop(): Promise<void>;
}

const AT_ONCE = 4;
const PAUSE_MS = 20;

/** Begins to deliver signed events, four at a time, each once: what is refused is not sent again. */
export function startStorm(of: StormOf): Storm {
  const acknowledged = new Map<string, string>();
  const state = { next: 0, refused: 0, going: true };
  const sender = async (): Promise<void> => {
    while (state.going && state.next < of.orders) {
      const index = state.next;
      state.next += 1;
      const { id, order, taken } = await deliverOne(of, index);
      if (taken) acknowledged.set(id, order);
      else state.refused += 1;
      await sleep(PAUSE_MS);
    }
  };
  const senders = Array.from({ length: AT_ONCE }, sender);
  return {
    acknowledged,
    refused: () => state.refused,
    stop: async () => {
      state.going = false;
      await Promise.all(senders);
    },
  };
}

async function deliverOne(
  { urls, secret, order: orderOf }: StormOf,
  index: number,
): Promise<{ readonly id: string; readonly order: string; readonly taken: boolean }> {
  const order = orderOf(index);
  const id = `evt_${randomBytes(12).toString('hex')}`;
  const at = Math.floor(Date.now() / 1000);
  const object = {
    id: `pi_${order.slice(4)}`,
    object: 'payment_intent',
    status: 'succeeded',
    amount: 100,
    amount_received: 100,
    currency: 'gbp',
    metadata: { order_id: order },
  };
  const body = JSON.stringify({
    id,
    object: 'event',
    type: 'payment_intent.succeeded',
    created: at,
    livemode: false,
    data: { object },
  });
  const v1 = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${v1}` };
  const url = `${urls[index % urls.length]}/webhooks/stripe`;
  try {
    const answer = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(5000) });
    return { id, order, taken: answer.status === 200 };
  } catch {
    return { id, order, taken: false };
  }
}
