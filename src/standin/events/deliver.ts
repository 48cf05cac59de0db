import type { WebSocket } from 'ws';
import type { NewId } from '../base/ids.ts';
import { signatureHeader } from './sign.ts';

/** Where deliveries go. `secret` signs what goes there; `types` are the events it wants, `*` for all. */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly types: readonly string[];
}

/** An event, as far as its delivery goes. */
export interface Sent {
  readonly id: string;
  readonly type?: unknown;
}

/** Who gets an event: everybody who wants its type, the sessions of `stripe listen` alone, or one endpoint. */
export type Recipients =
  | { readonly kind: 'all' }
  | { readonly kind: 'sessions' }
  | { readonly kind: 'endpoint'; readonly id: string };

/** What came of one delivery; `status` 0 means that nobody answered. */
export interface DeliveryResult {
  readonly url: string;
  readonly event: string;
  readonly status: number;
}

/** Sends events to the endpoints, one after another for each, and to the sessions of `stripe listen`. */
export interface Courier {
  readonly results: readonly DeliveryResult[];
  addEndpoint(endpoint: Endpoint): void;
  addSession(session: WebSocket): void;
  readonly note: (result: DeliveryResult) => void;
  send(event: Sent, to?: Recipients): void;
  /** Whether every endpoint that was sent this event has taken it. */
  isDelivered(event: string): boolean;
  /** Resolves when everything that was sent to endpoints has its result. */
  readonly idle: () => Promise<void>;
}

/** What a courier needs. */
export interface CourierParts {
  readonly secret: string;
  readonly newId: NewId;
  readonly nowSeconds: () => number;
}

/** A courier without endpoints. */
export function createCourier(parts: CourierParts): Courier {
  const queues = new Map<Endpoint, Promise<void>>();
  const sessions = new Set<WebSocket>();
  const results: DeliveryResult[] = [];
  const missed = new Set<string>();
  const note = (result: DeliveryResult) => void results.push(result);
  const deliver = async (endpoint: Endpoint, letter: Letter) => {
    const result = await post(endpoint, letter);
    note(result);
    if (result.status >= 200 && result.status < 300) missed.delete(missKey(endpoint, letter.id));
  };
  const enqueue = (endpoint: Endpoint, queue: Promise<void>, letter: Omit<Letter, 'atSeconds'>) => {
    missed.add(missKey(endpoint, letter.id));
    queues.set(
      endpoint,
      queue.then(() => deliver(endpoint, { ...letter, atSeconds: parts.nowSeconds() })),
    );
  };
  return {
    results,
    note,
    addEndpoint: (endpoint) => void queues.set(endpoint, Promise.resolve()),
    addSession(session) {
      sessions.add(session);
      session.on('close', () => sessions.delete(session));
    },
    send(event, to = { kind: 'all' }) {
      const payload = JSON.stringify(event, null, 2);
      if (to.kind !== 'endpoint') for (const session of sessions) session.send(sessionMessage(payload, parts));
      for (const [endpoint, queue] of queues)
        if (isMeant(endpoint, event, to)) enqueue(endpoint, queue, { id: event.id, payload });
    },
    isDelivered: (event) => ![...missed].some((key) => key.endsWith(` ${event}`)),
    idle: async () => void (await Promise.all(queues.values())),
  };
}

const missKey = (endpoint: Endpoint, event: string): string => `${endpoint.id} ${event}`;

function isMeant({ id, types }: Endpoint, { type }: Sent, to: Recipients): boolean {
  if (to.kind === 'sessions') return false;
  if (to.kind === 'endpoint') return to.id === id;
  return types.some((one) => one === '*' || one === type);
}

interface Letter {
  readonly id: string;
  readonly payload: string;
  readonly atSeconds: number;
}

const JSON_TYPE = 'application/json; charset=utf-8';

async function post(endpoint: Endpoint, letter: Letter): Promise<DeliveryResult> {
  const { id: event, payload, atSeconds } = letter;
  const headers = {
    'content-type': JSON_TYPE,
    'stripe-signature': signatureHeader(payload, endpoint.secret, atSeconds),
  };
  try {
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      body: payload,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    });
    await answer.arrayBuffer();
    return { url: endpoint.url, event, status: answer.status };
  } catch {
    return { url: endpoint.url, event, status: 0 };
  }
}

// `endpoint.api_version: null` is what the CLI forwards with --all-snapshot.
function sessionMessage(payload: string, { secret, newId, nowSeconds }: CourierParts): string {
  return JSON.stringify({
    type: 'webhook_event',
    endpoint: { api_version: null },
    event_payload: payload,
    http_headers: {
      'Content-Type': JSON_TYPE,
      'User-Agent': 'Stripe/1.0',
      'Stripe-Signature': signatureHeader(payload, secret, nowSeconds()),
    },
    webhook_conversation_id: newId('wc'),
    webhook_id: newId('wh'),
  });
}
