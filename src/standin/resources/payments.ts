import { ApiError, badParameter } from '../base/api-error.ts';
import { intOf, textOf } from '../base/fields.ts';
import type { ApiObject } from '../state/store.ts';
import type { World } from '../world.ts';
import type { Call, Route } from './route.ts';

/** Stripe's share of a card payment: 1.5 % and 25 minor units. */
export const feeOf = (amount: number): number => Math.round(amount * 0.015) + 25;

/** Money that moved: an entry of the balance, with the fee taken from it. */
export function makeBalanceTransaction(
  world: World,
  entry: { type: string; amount: number; fee: number; source: ApiObject },
): ApiObject {
  const { type, amount, fee, source } = entry;
  const at = world.nowSeconds();
  const state = { status: 'available', available_on: at, reporting_category: type, currency: source['currency'] };
  return world.make('balance_transactions', 'txn', {
    object: 'balance_transaction',
    type,
    amount,
    fee,
    net: amount - fee,
    source: source.id,
    ...state,
  });
}

function createPaymentIntent({ params }: Call, world: World) {
  const amount = intOf(params, 'amount');
  if (amount === undefined || amount <= 0)
    throw badParameter('amount', 'This value must be greater than or equal to 1.', 'parameter_invalid_integer');
  const { confirm, ...given } = params;
  const intent = makePaymentIntent(world, { ...given, amount });
  if (confirm === 'true') confirmIntent(intent, world);
  return intent;
}

/** A payment intent that has not been paid. */
export function makePaymentIntent(world: World, fields: Record<string, unknown>): ApiObject {
  const unpaid = { status: 'requires_payment_method', amount_received: 0, latest_charge: null, customer: null };
  const intent = world.make('payment_intents', 'pi', { ...unpaid, ...fields, object: 'payment_intent' });
  intent['client_secret'] = `${intent.id}_secret_standin`;
  world.emit('payment_intent.created', intent);
  return intent;
}

/** Pays an intent, or declines it where its payment method says so (`pm_card_chargeDeclined`). */
export function confirmIntent(intent: ApiObject, world: World): ApiObject {
  if (intent['status'] === 'succeeded')
    throw badParameter('intent', 'This PaymentIntent has already succeeded.', 'payment_intent_unexpected_state');
  if (/declined/i.test(textOf(intent, 'payment_method') ?? '')) return decline(intent, world);
  const { amount, currency, customer, metadata, payment_method } = intent;
  const paid = {
    paid: true,
    captured: true,
    amount_captured: amount,
    amount_refunded: 0,
    refunded: false,
    disputed: false,
  };
  const fields = {
    amount,
    currency,
    customer,
    metadata,
    payment_method,
    ...paid,
    payment_intent: intent.id,
    status: 'succeeded',
  };
  const charge = world.make('charges', 'ch', { object: 'charge', ...fields });
  const total = intOf(intent, 'amount') ?? 0;
  charge['balance_transaction'] = makeBalanceTransaction(world, {
    type: 'charge',
    amount: total,
    fee: feeOf(total),
    source: charge,
  }).id;
  Object.assign(intent, { latest_charge: charge.id, status: 'succeeded', amount_received: amount });
  world.emit('charge.succeeded', charge);
  world.emit('payment_intent.succeeded', intent);
  return intent;
}

function decline(intent: ApiObject, world: World): never {
  const error = {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
  };
  intent['last_payment_error'] = error;
  const { amount, currency, customer, metadata } = intent;
  const unpaid = { status: 'failed', paid: false, captured: false, amount_captured: 0, amount_refunded: 0 };
  const charge = world.make('charges', 'ch', {
    object: 'charge',
    amount,
    currency,
    customer,
    metadata,
    ...unpaid,
    payment_intent: intent.id,
    failure_code: error.code,
  });
  world.emit('charge.failed', charge);
  world.emit('payment_intent.payment_failed', intent);
  throw new ApiError({ status: 402, ...error });
}

function confirmPaymentIntent({ id, params }: Call, world: World) {
  return confirmIntent(Object.assign(world.store.find('payment_intents', id), params), world);
}

function updatePaymentIntent({ id, params }: Call, { store }: World) {
  return Object.assign(store.find('payment_intents', id), params);
}

/** Payment intents; charges and balance transactions come of them. */
export const paymentRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/payment_intents', run: createPaymentIntent },
  { method: 'POST', path: '/v1/payment_intents/:id', run: updatePaymentIntent },
  { method: 'POST', path: '/v1/payment_intents/:id/confirm', run: confirmPaymentIntent },
];
