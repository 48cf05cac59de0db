import { HANDLED_TYPES } from '../webhooks/handle-event.ts';
import type { StripeEndpoint } from '../stripe/list-endpoints-stripe.ts';
import type { Check, CheckContext } from './check.ts';
import { finding, held, notApplicable, notChecked, type Outcome } from './outcome.ts';
import { readNewestModes } from './read-database-pg.ts';
import { selfTest } from './self-test.ts';

const isLive = (key: string): boolean => /^(?:sk|rk)_live_/.test(key);
const modeName = (live: boolean): string => (live ? 'live' : 'test');

function secretsSet({ config, faults }: CheckContext): Outcome {
  const hint = 'set STRIPE_WEBHOOK_SECRETS to the signing secret of the endpoint, whsec_…';
  const words = faults.get('STRIPE_WEBHOOK_SECRETS');
  if (words !== undefined) return finding(words, hint);
  const secrets = config.STRIPE_WEBHOOK_SECRETS ?? [];
  if (secrets.length > 0) return held(`${secrets.length} of them`);
  return finding('STRIPE_WEBHOOK_SECRETS is not set: every delivery is refused', hint);
}

function keyFitsMode({ config }: CheckContext): Outcome {
  const { STRIPE_API_KEY: key, TILL_MODE: mode } = config;
  const live = mode === 'production';
  if (key === undefined)
    return live
      ? finding('STRIPE_API_KEY is not set: no refunds, no reconciliation', 'set a live secret or restricted key')
      : notApplicable('STRIPE_API_KEY is not set');
  if (isLive(key) === live) return held(`a ${modeName(live)} key`);
  return finding(`mode ${mode} has a ${modeName(isLive(key))} key`, `use a ${modeName(live)} key`);
}

/** The key, the endpoint whose secret we hold, and what arrived with good signatures must all be of one mode. */
async function modesAgree(context: CheckContext): Promise<Outcome> {
  const { STRIPE_API_KEY: key } = context.config;
  if (key === undefined) return notApplicable('STRIPE_API_KEY is not set');
  const live = isLive(key);
  const hint = `use the key and the endpoint's secret of ${modeName(live)} mode together`;
  const modes = await context.database(readNewestModes);
  const foreign = modes.filter((one) => one !== live).length;
  if (foreign > 0)
    return finding(
      `${foreign} of the newest ${modes.length} events are of ${modeName(!live)} mode, the key of ${modeName(live)}`,
      hint,
    );
  const endpoints = ownEndpoints(context, (await context.stripe()).endpoints);
  const strange = endpoints.find((endpoint) => endpoint.livemode !== live);
  return strange === undefined
    ? held(`${modeName(live)} mode`)
    : finding(`the endpoint at Stripe is of ${modeName(!live)} mode`, hint);
}

function tolerance({ config, faults }: CheckContext): Outcome {
  const words = faults.get('WEBHOOK_TOLERANCE_SECONDS');
  if (words === undefined) return held(`${config.WEBHOOK_TOLERANCE_SECONDS} s`);
  return finding(words, 'set WEBHOOK_TOLERANCE_SECONDS=300, or unset it');
}

function ownHost({ config, faults }: CheckContext): Outcome {
  const words = faults.get('STRIPE_API_BASE');
  if (words === undefined && config.STRIPE_API_BASE === undefined) return held();
  return finding(words ?? 'STRIPE_API_BASE sends calls to another host', 'unset STRIPE_API_BASE');
}

const addressOf = ({ web }: CheckContext): string => `${web.publicUrl.origin}/webhooks/stripe`;

const ownEndpoints = (context: CheckContext, all: readonly StripeEndpoint[]): readonly StripeEndpoint[] =>
  all.filter(({ url }) => url === addressOf(context));

/** Judges the endpoint at Stripe that sends to us; without one there is nothing to judge. */
const onEndpoint = (judge: (endpoints: readonly StripeEndpoint[]) => Outcome) => async (context: CheckContext) => {
  if (context.config.STRIPE_API_KEY === undefined) return notApplicable('STRIPE_API_KEY is not set');
  const endpoints = ownEndpoints(context, (await context.stripe()).endpoints);
  return endpoints.length === 0 ? notChecked(`no endpoint at Stripe sends to ${addressOf(context)}`) : judge(endpoints);
};

const versionPinned = onEndpoint((endpoints) => {
  const versions = endpoints.map(({ apiVersion }) => apiVersion);
  if (!versions.includes(null)) return held(versions.join(', '));
  return finding(
    'the endpoint at Stripe follows the default API version of the account',
    'make the endpoint again with an API version; it cannot be added later',
  );
});

const typesSubscribed = onEndpoint((endpoints) => {
  const sent = new Set(endpoints.flatMap(({ types }) => types));
  const hint = 'let the endpoint send exactly the types that Till handles';
  if (sent.has('*')) return finding('the endpoint at Stripe sends every type', hint);
  const lacking = HANDLED_TYPES.filter((type) => !sent.has(type));
  if (lacking.length > 0) return finding(`the endpoint at Stripe does not send ${lacking.join(', ')}`, hint);
  const idle = [...sent].filter((type) => !HANDLED_TYPES.includes(type));
  return idle.length === 0 ? held(`${sent.size} types`) : finding(`nothing handles ${idle.join(', ')}`, hint);
});

const endpointEnabled = onEndpoint((endpoints) =>
  endpoints.some(({ enabled }) => enabled)
    ? held()
    : finding('the endpoint at Stripe is disabled', 'enable it in the dashboard, then resend what it missed'),
);

/** Keys, secrets and the webhook endpoint. */
export const STRIPE_CHECKS: readonly Check[] = [
  {
    id: 'pay.E201',
    level: 'error',
    title: 'webhook secrets are set',
    doc: 'STRIPE_WEBHOOK_SECRETS holds a secret, and none that is empty or has white space: an empty one would make every forged event authentic.',
    from: 'settings',
    run: secretsSet,
  },
  {
    id: 'pay.E202',
    level: 'error',
    title: 'the key fits the mode',
    doc: 'Production has a live key, and nothing else has one.',
    from: 'settings',
    run: keyFitsMode,
  },
  {
    id: 'pay.E203',
    level: 'error',
    title: 'key, webhook secret and events are of one mode',
    doc: 'A signing secret does not say its mode, so it is told by what it lets in: the newest events of the last 7 days that came with good signatures, and the endpoint at Stripe, must be of the mode of the key.',
    from: 'running',
    run: modesAgree,
  },
  {
    id: 'pay.E204',
    level: 'error',
    title: 'old deliveries are refused',
    doc: 'WEBHOOK_TOLERANCE_SECONDS is a whole number above 0. With 0, or with no number, deliveries could be replayed for ever.',
    from: 'settings',
    run: tolerance,
  },
  {
    id: 'pay.E205',
    level: 'error',
    title: 'a signed event is accepted, an altered one refused',
    doc: 'For each secret an event of type till.selftest is sent to the running server: signed now it gets 200; with one byte changed, and signed earlier or later than the tolerance allows, 400. One row stays for each secret; nothing handles the type.',
    from: 'running',
    run: selfTest,
  },
  {
    id: 'pay.W206',
    level: 'warning',
    title: 'the API version of events is pinned',
    doc: "Our endpoint at Stripe names an API version, so that a change of the account's default changes no event. The SDK names its own with each call.",
    from: 'running',
    run: versionPinned,
  },
  {
    id: 'pay.W207',
    level: 'warning',
    title: "calls go to Stripe's own host",
    doc: 'STRIPE_API_BASE is not set.',
    from: 'settings',
    run: ownHost,
  },
  {
    id: 'pay.W208',
    level: 'warning',
    title: 'the endpoint sends what Till handles',
    doc: 'The types of our endpoint at Stripe are those that Till handles: none is missing and none is for nothing.',
    from: 'running',
    run: typesSubscribed,
  },
  {
    id: 'pay.W209',
    level: 'warning',
    title: 'the endpoint is enabled',
    doc: 'Our endpoint at Stripe is enabled. Stripe disables one that failed for days.',
    from: 'running',
    run: endpointEnabled,
  },
];
