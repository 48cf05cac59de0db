import type { Clock } from './base/clock.ts';
import { groupCalls } from './base/group-calls.ts';
import { createMetrics, type Metrics } from './base/metrics.ts';
import type { Config } from './config.ts';
import type { Db } from './db/open-db.ts';
import type { NewOrder, Order } from './orders/order.ts';
import { applyPayment, findOrder, insertOrder } from './orders/order-pg.ts';
import { applyRefund } from './refunds/refund-pg.ts';
import type { RefundRequest } from './refunds/refund-request.ts';
import { type MadeRefund, requestRefund, retryOpenRequests } from './refunds/request-refund-pg.ts';
import { stripeRefunds } from './stripe/refund-stripe.ts';
import { stripeClient } from './stripe/stripe-client.ts';
import { setSubscription } from './subscriptions/subscription-pg.ts';
import { findOpenEvents, type NewEvent, storeEvents } from './webhooks/event-pg.ts';
import type { Processing } from './webhooks/process-event.ts';
import { type Delivery, type Receipt, receiveEvent } from './webhooks/receive-event.ts';
import { createSettling, type OnSettled } from './webhooks/settling.ts';
import type { Verdict } from './webhooks/verdict.ts';

/** What Till can do, whoever asks: the web server, the command line, the sweeper. */
export interface Till {
  readonly db: Db;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Stores an authentic delivery and counts it; its effect comes with `process`. */
  receive(delivery: Delivery): Promise<Receipt>;
  /** Settles one stored event, if it is still open. */
  process(id: string): Promise<Verdict | undefined>;
  /** Settles every event that is open for longer than this, and asks again for refunds that Stripe has not answered. */
  sweep(olderThanMs: number): Promise<void>;
  /** Stores an order, then settles the events that came before it. Answers the order as it is afterwards. */
  createOrder(order: NewOrder): Promise<Order>;
  /** Refunds through Stripe, once per key. Refused with the reason otherwise. */
  refund(request: RefundRequest): Promise<MadeRefund>;
}

/** What a Till is made of. */
export interface TillParts {
  readonly db: Db;
  readonly config: Config;
  readonly clock: Clock;
  readonly onSettled: OnSettled;
}

// One group at a time, of at most 32 events: what arrives while it is written is the next one. Measured faster than two.
const STORING = { largest: 32, atOnce: 1 };

/** Joins the rooms: stores become the effects of events, and settings become rules. */
export function createTill({ db, config, clock, onSettled }: TillParts): Till {
  const metrics = createMetrics();
  const rule = { secrets: config.STRIPE_WEBHOOK_SECRETS ?? [], toleranceSeconds: config.WEBHOOK_TOLERANCE_SECONDS };
  const ours = { livemode: config.TILL_MODE === 'production', account: config.STRIPE_ACCOUNT };
  const processing: Processing = { db, ours, effectsOn };
  const settling = createSettling({ db, processing, metrics, onSettled });
  const store = groupCalls({
    run: (events: readonly NewEvent[]) => storeEvents(db, events),
    keyOf: ({ event }) => event.id,
    ...STORING,
  });

  const receive = async (delivery: Delivery) => {
    const receipt = await receiveEvent(delivery, { store, ours, clock, rule });
    metrics.count('till_webhook_deliveries_total', { result: deliveryResult(receipt) });
    if (receipt.kind === 'stored' && !receipt.duplicate && receipt.verdict !== undefined)
      settling.tell(receipt.event.id, receipt.verdict);
    return receipt;
  };
  const createOrder = async (order: NewOrder) => {
    const created = await insertOrder(db, order);
    await settling.settleWaiting();
    return (await findOrder(db, created.id)) ?? created;
  };
  const refunds = stripeRefunds(() => stripeClient(config), clock);
  const sweep = async (olderThanMs: number) => {
    await settling.settleAll(await findOpenEvents(db, olderThanMs));
    if (config.STRIPE_API_KEY !== undefined) await retryOpenRequests(db, refunds);
  };
  const refund = (request: RefundRequest) => requestRefund(db, refunds, request);
  return { db, metrics, clock, refund, receive, process: (id) => settling.settle(id), sweep, createOrder };
}

const effectsOn: Processing['effectsOn'] = (transaction) => ({
  payOrder: (payment) => applyPayment(transaction, payment),
  setRefund: (change) => applyRefund(transaction, change),
  setSubscription: (change) => setSubscription(transaction, change),
});

function deliveryResult(receipt: Receipt): string {
  if (receipt.kind === 'refused') return 'refused';
  return receipt.duplicate ? 'duplicate' : 'stored';
}
