import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { intOf, isFields, textOf } from './base/fields.ts';
import type { Courier, DeliveryResult } from './events/deliver.ts';
import { createAnswering } from './http/answer.ts';
import { createApiServer, type Fault } from './http/server.ts';
import { catalogRoutes } from './resources/catalog.ts';
import { checkoutRoutes } from './resources/checkout.ts';
import { paymentRoutes } from './resources/payments.ts';
import { addPastPayment, type PastPayment } from './resources/past-payments.ts';
import { readRoutes } from './resources/reads.ts';
import { refundRoutes } from './resources/refunds.ts';
import { subscriptionRoutes } from './resources/subscriptions.ts';
import { sessionRoute, webhookRoutes } from './resources/webhooks.ts';
import { createWorld } from './world.ts';

/** How a stand-in is started. `secret` signs deliveries; `endpoints` get every event; `now` is in milliseconds. */
export interface StandInOptions {
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 unless given. */
  readonly host?: string;
  readonly secret?: string;
  readonly seed?: string;
  readonly endpoints?: readonly string[];
  /** What was paid and refunded before it started; nothing is sent for them. */
  readonly payments?: readonly PastPayment[];
  readonly now?: () => number;
}

/** A running stand-in for Stripe's API; `url` is its address on this machine. */
export interface StandIn {
  readonly url: string;
  readonly port: number;
  readonly secret: string;
  /** Requests so far, as `POST /v1/refunds`. */
  readonly calls: readonly string[];
  readonly deliveries: readonly DeliveryResult[];
  /** From now on each request asks this first; undefined ends it. */
  setFault(fault: Fault | undefined): void;
  /** Resolves when every delivery has its result. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const RESOURCES = [
  ...catalogRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...checkoutRoutes,
  ...subscriptionRoutes,
  ...webhookRoutes,
  ...readRoutes,
];

/** Starts an empty stand-in. It keeps its state until it is closed. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { secret = 'whsec_standin', seed = 'till', now = Date.now } = options;
  const world = createWorld({ seed, secret, nowSeconds: () => Math.floor(now() / 1000) });
  for (const url of options.endpoints ?? [])
    world.courier.addEndpoint({ id: world.newId('we'), url, secret, types: ['*'] });
  for (const payment of options.payments ?? []) addPastPayment(world, payment);
  const calls: string[] = [];
  const fault: { now: Fault | undefined } = { now: undefined };
  const routes = [...RESOURCES, sessionRoute(secret, () => `ws://127.0.0.1:${portOf(server)}/subscribe/acct_standin`)];
  const answer = createAnswering(routes, world);
  const server = createApiServer({ world, calls, answer, fault: (method, path) => fault.now?.(method, path) });
  const sockets = acceptSessions(server, world.courier);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const port = portOf(server);
  const setFault = (next: Fault | undefined) => void (fault.now = next);
  const { idle, results: deliveries } = world.courier;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    secret,
    calls,
    deliveries,
    setFault,
    idle,
    close: () => close(server, sockets),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function acceptSessions(server: Server, courier: Courier): WebSocketServer {
  const sockets = new WebSocketServer({ server, handleProtocols: (protocols) => [...protocols][0] ?? false });
  sockets.on('connection', (socket) => {
    courier.addSession(socket);
    socket.on('message', (data: Buffer) => noteAnswer(data.toString('utf8'), courier.note));
  });
  return sockets;
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

function noteAnswer(text: string, note: Courier['note']): void {
  const message: unknown = JSON.parse(text);
  if (!isFields(message) || message['type'] !== 'webhook_response') return;
  note({
    url: textOf(message, 'forward_url') ?? '',
    event: textOf(message, 'webhook_id') ?? '',
    status: intOf(message, 'status') ?? 0,
  });
}
