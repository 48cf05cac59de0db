import { Stripe } from 'stripe';
import { refused } from '../base/problem.ts';
import type { Config } from '../config.ts';

/** The official SDK for the configured key; `STRIPE_API_BASE` sends it to another host. Refused without a key. */
export function stripeClient(config: Config): Stripe {
  const { STRIPE_API_KEY: key, STRIPE_API_BASE: base } = config;
  if (key === undefined)
    throw refused(
      'config-missing',
      'STRIPE_API_KEY is not set',
      'refunds and reconciliation ask Stripe; set a secret or restricted key',
    );
  const common = { telemetry: false, maxNetworkRetries: 2, timeout: 20_000 };
  if (base === undefined) return new Stripe(key, common);
  const { hostname: host, port, protocol } = new URL(base);
  return new Stripe(key, { ...common, host, port, protocol: protocol === 'http:' ? 'http' : 'https' });
}
