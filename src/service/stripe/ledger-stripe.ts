import { setTimeout } from 'node:timers/promises';
import type { Stripe } from 'stripe';
import { assertNever } from '../base/assert-never.ts';
import type { Entry, PaymentEntry, RefundEntry, SubscriptionEntry } from '../reconciliation/entry.ts';
import type { SessionPayment, StripeLedger } from '../reconciliation/stripe-ledger.ts';
import type { Window } from '../reconciliation/window.ts';
import { askPatiently, type Wait } from './ask-patiently.ts';

interface Identified {
  readonly id: string;
}
interface Page<T extends Identified> {
  readonly data: readonly T[];
  readonly has_more: boolean;
}
interface Cursor {
  readonly limit: number;
  readonly starting_after?: string;
}

const LIMIT = 100;
const pause: Wait = (ms) => setTimeout(ms);

/** What Stripe keeps, read through its API: a hundred objects a page, each page asked for patiently, so that a limit in the middle loses nothing. */
export function stripeLedger(client: Stripe, wait: Wait = pause): StripeLedger {
  return {
    list: (kind, window) => listEntries(client, wait, { kind, created: createdIn(window) }),
    listSessions: (window) => listSessions(client, wait, createdIn(window)),
    listChangedSubscriptions: (window) => listChangedSubscriptions(client, wait, createdIn(window)),
    find: (kind, key) => findEntry(client, wait, { kind, key }),
  };
}

/** Stripe's times are whole seconds. */
function createdIn({ from, to }: Window): Stripe.RangeQueryParam {
  return { gte: Math.ceil(from.getTime() / 1000), lt: Math.ceil(to.getTime() / 1000) };
}

function listEntries(
  client: Stripe,
  wait: Wait,
  { kind, created }: { readonly kind: Entry['kind']; readonly created: Stripe.RangeQueryParam },
): AsyncIterable<Entry> {
  switch (kind) {
    case 'payment':
      return readAll((cursor) => client.charges.list({ created, ...cursor }), paymentEntry, wait);
    case 'refund':
      return readAll((cursor) => client.refunds.list({ created, ...cursor }), refundEntry, wait);
    case 'subscription':
      return readAll(
        (cursor) => client.subscriptions.list({ created, status: 'all', ...cursor }),
        subscriptionEntry,
        wait,
      );
    default:
      return assertNever(kind);
  }
}

async function* listSessions(
  client: Stripe,
  wait: Wait,
  created: Stripe.RangeQueryParam,
): AsyncGenerator<readonly SessionPayment[]> {
  const ask = (cursor: Cursor) => client.checkout.sessions.list({ created, status: 'complete', ...cursor });
  for await (const sessions of readPages(ask, wait)) {
    yield sessions.flatMap((session) => {
      const orderId = session.metadata?.['order_id'];
      return orderId === undefined ? [] : [{ key: idOf(session.payment_intent) ?? session.id, orderId }];
    });
  }
}

const CHANGES = ['customer.subscription.updated', 'customer.subscription.deleted'];

async function* listChangedSubscriptions(
  client: Stripe,
  wait: Wait,
  created: Stripe.RangeQueryParam,
): AsyncGenerator<readonly string[]> {
  const ask = (cursor: Cursor) => client.events.list({ created, types: CHANGES, ...cursor });
  for await (const events of readPages(ask, wait)) {
    yield events.flatMap(({ data: { object } }) =>
      'id' in object && typeof object.id === 'string' ? [object.id] : [],
    );
  }
}

async function* readAll<T extends Identified>(
  ask: (cursor: Cursor) => Promise<Page<T>>,
  entryOf: (object: T) => Entry,
  wait: Wait,
): AsyncGenerator<Entry> {
  for await (const objects of readPages(ask, wait)) yield* objects.map(entryOf);
}

async function* readPages<T extends Identified>(
  ask: (cursor: Cursor) => Promise<Page<T>>,
  wait: Wait,
): AsyncGenerator<readonly T[]> {
  let cursor: Cursor = { limit: LIMIT };
  for (;;) {
    const page = await askPatiently(() => ask(cursor), wait);
    if (page !== undefined) yield page.data;
    const last = page?.data.at(-1);
    if (page?.has_more !== true || last === undefined) return;
    cursor = { limit: LIMIT, starting_after: last.id };
  }
}

async function findEntry(
  client: Stripe,
  wait: Wait,
  { kind, key }: { readonly kind: Entry['kind']; readonly key: string },
): Promise<Entry | undefined> {
  switch (kind) {
    case 'payment':
      return findPayment(client, wait, key);
    case 'refund': {
      const refund = await askPatiently(() => client.refunds.retrieve(key), wait);
      return refund && refundEntry(refund);
    }
    case 'subscription': {
      const subscription = await askPatiently(() => client.subscriptions.retrieve(key), wait);
      return subscription && subscriptionEntry(subscription);
    }
    default:
      return assertNever(kind);
  }
}

/** An intent may have charges that failed before the one that was paid; a session without an intent has none and stands for itself. */
async function findPayment(client: Stripe, wait: Wait, key: string): Promise<PaymentEntry | undefined> {
  if (key.startsWith('cs_')) {
    const session = await askPatiently(() => client.checkout.sessions.retrieve(key), wait);
    return session && sessionEntry(session);
  }
  if (!key.startsWith('pi_')) {
    const charge = await askPatiently(() => client.charges.retrieve(key), wait);
    return charge && paymentEntry(charge);
  }
  const charges = await askPatiently(() => client.charges.list({ payment_intent: key, limit: LIMIT }), wait);
  const entries = (charges?.data ?? []).map(paymentEntry);
  return entries.find((entry) => entry.paid) ?? entries[0];
}

function paymentEntry(charge: Stripe.Charge): PaymentEntry {
  return {
    kind: 'payment',
    key: idOf(charge.payment_intent) ?? charge.id,
    amountMinor: charge.amount_captured,
    currency: charge.currency,
    paid: charge.status === 'succeeded' && charge.paid && charge.captured,
    orderId: charge.metadata['order_id'] ?? null,
    at: charge.created,
  };
}

function sessionEntry(session: Stripe.Checkout.Session): PaymentEntry {
  return {
    kind: 'payment',
    key: session.id,
    amountMinor: session.amount_total ?? 0,
    currency: session.currency ?? '',
    paid: session.payment_status === 'paid',
    orderId: session.metadata?.['order_id'] ?? null,
    at: session.created,
  };
}

function refundEntry(refund: Stripe.Refund): RefundEntry {
  return {
    kind: 'refund',
    key: refund.id,
    paymentKey: idOf(refund.payment_intent),
    amountMinor: refund.amount,
    currency: refund.currency,
    status: refund.status ?? 'pending',
    orderId: refund.metadata?.['order_id'] ?? null,
    at: refund.created,
  };
}

function subscriptionEntry({ id, status, created }: Stripe.Subscription): SubscriptionEntry {
  return { kind: 'subscription', key: id, status, at: created };
}

function idOf(named: string | Identified | null): string | null {
  return typeof named === 'string' ? named : (named?.id ?? null);
}
