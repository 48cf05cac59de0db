import { setTimeout as wait } from 'node:timers/promises';
import type { Stripe } from 'stripe';
import type { Clock } from '../base/clock.ts';
import { askPatiently } from './ask-patiently.ts';

/** A webhook endpoint as Stripe keeps it. `apiVersion` null follows the account's default. */
export interface StripeEndpoint {
  readonly url: string;
  readonly enabled: boolean;
  readonly livemode: boolean;
  readonly apiVersion: string | null;
  readonly types: readonly string[];
}

/** What Stripe says of our account's webhooks, and two clocks in milliseconds: ours half-way, and Stripe's, if it told it. */
export interface StripeFacts {
  readonly endpoints: readonly StripeEndpoint[];
  readonly ourAt: number;
  readonly stripeAt: number | undefined;
}

/** Reads the first hundred webhook endpoints; an account may have sixteen. Refused when Stripe cannot be read. */
export async function listEndpoints(client: Stripe, clock: Clock): Promise<StripeFacts> {
  let askedAt = clock();
  const ask = () => {
    askedAt = clock();
    return client.webhookEndpoints.list({ limit: 100 });
  };
  const page = await askPatiently(ask, (ms) => wait(ms));
  const ourAt = (askedAt + clock()) / 2;
  const said = Date.parse(page?.lastResponse.headers['date'] ?? '');
  return { endpoints: (page?.data ?? []).map(endpointOf), ourAt, stripeAt: Number.isNaN(said) ? undefined : said };
}

function endpointOf(endpoint: Stripe.WebhookEndpoint): StripeEndpoint {
  return {
    url: endpoint.url,
    enabled: endpoint.status === 'enabled',
    livemode: endpoint.livemode,
    apiVersion: endpoint.api_version ?? null,
    types: endpoint.enabled_events,
  };
}
