import { badParameter } from '../base/api-error.ts';
import { type Fields, intOf, textOf } from '../base/fields.ts';
import type { ApiObject } from '../state/store.ts';
import type { World } from '../world.ts';
import { makeBalanceTransaction } from './payments.ts';
import type { Call, Route } from './route.ts';

function createRefund({ params }: Call, world: World) {
  const charge = chargeOf(params, world);
  const refunded = intOf(charge, 'amount_refunded') ?? 0;
  const amount = refundableAmount(params, charge);
  const { currency, payment_intent } = charge;
  const given = { reason: params['reason'] ?? null, metadata: params['metadata'] ?? {} };
  const refund = world.make('refunds', 're', {
    object: 'refund',
    amount,
    currency,
    payment_intent,
    charge: charge.id,
    status: 'succeeded',
    ...given,
  });
  refund['balance_transaction'] = makeBalanceTransaction(world, {
    type: 'refund',
    amount: -amount,
    fee: 0,
    source: refund,
  }).id;
  Object.assign(charge, {
    amount_refunded: refunded + amount,
    refunded: refunded + amount === intOf(charge, 'amount'),
  });
  world.emit('refund.created', refund);
  world.emit('charge.refunded', charge, { amount_refunded: refunded });
  return refund;
}

function chargeOf(params: Fields, { store }: World): ApiObject {
  const charge = textOf(params, 'charge');
  if (charge !== undefined) return store.find('charges', charge);
  const intent = textOf(params, 'payment_intent');
  if (intent === undefined)
    throw badParameter(
      'charge',
      'One of the following params should be provided: payment_intent or charge.',
      'parameter_missing',
    );
  const latest = textOf(store.find('payment_intents', intent), 'latest_charge');
  if (latest === undefined)
    throw badParameter('payment_intent', `This PaymentIntent (${intent}) does not have a successful charge to refund.`);
  return store.find('charges', latest);
}

function refundableAmount(params: Fields, charge: ApiObject): number {
  const left = (intOf(charge, 'amount') ?? 0) - (intOf(charge, 'amount_refunded') ?? 0);
  if (left === 0)
    throw badParameter('charge', `Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  const amount = params['amount'] === undefined ? left : (intOf(params, 'amount') ?? 0);
  if (amount <= 0) throw badParameter('amount', 'Invalid positive integer', 'parameter_invalid_integer');
  if (amount > left)
    throw badParameter('amount', `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
  return amount;
}

/** Refunds of charges, whole or in part. */
export const refundRoutes: readonly Route[] = [{ method: 'POST', path: '/v1/refunds', run: createRefund }];
