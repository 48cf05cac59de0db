import type { WebSocket } from 'ws';
import type { NewId } from '../base/ids.ts';
import { signatureHeader } from './sign.ts';

/** Where deliveries go. `secret` signs what goes there. */
export interface Endpoint {
  readonly url: string;
  readonly secret: string;
}

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
  send(event: { readonly id: string }): void;
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
  const note = (result: DeliveryResult) => void results.push(result);
  return {
    results,
    note,
    addEndpoint: (endpoint) => void queues.set(endpoint, Promise.resolve()),
    addSession(session) {
      sessions.add(session);
      session.on('close', () => sessions.delete(session));
    },
    send(event) {
      const payload = JSON.stringify(event, null, 2);
      for (const session of sessions) session.send(sessionMessage(payload, parts));
      for (const [endpoint, queue] of queues) {
        queues.set(
          endpoint,
          queue.then(async () => note(await post(endpoint, { id: event.id, payload, atSeconds: parts.nowSeconds() }))),
        );
      }
    },
    idle: async () => void (await Promise.all(queues.values())),
  };
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
