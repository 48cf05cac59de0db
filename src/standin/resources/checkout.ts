import { badParameter } from '../base/api-error.ts';
import { fieldsOf, intOf, isFields, listOf, textOf } from '../base/fields.ts';
import { listPage } from '../state/list.ts';
import type { ApiObject } from '../state/store.ts';
import type { World } from '../world.ts';
import { confirmIntent, makePaymentIntent } from './payments.ts';
import type { Call, Route } from './route.ts';

function createSession({ params }: Call, world: World) {
  const lines = listOf(params, 'line_items')
    .filter(isFields)
    .map((line) => lineAmount(line, world));
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const { line_items: _, payment_intent_data: intentData, ...given } = params;
  const unpaid = {
    status: 'open',
    payment_status: 'unpaid',
    payment_intent: null,
    customer: null,
    customer_details: null,
  };
  const amounts = { amount_subtotal: total, amount_total: total, currency: lines[0]?.currency ?? 'usd' };
  const session = world.make('checkout_sessions', 'cs_test', {
    mode: 'payment',
    ...unpaid,
    ...given,
    ...amounts,
    object: 'checkout.session',
  });
  session['url'] = `https://checkout.stripe.com/c/pay/${session.id}`;
  pendingIntents.set(session, isFields(intentData) ? intentData : {});
  return session;
}

// What the session will give its payment intent; not part of the session that the API shows.
const pendingIntents = new WeakMap<ApiObject, Record<string, unknown>>();

function lineAmount(line: Record<string, unknown>, { store }: World): { amount: number; currency: string } {
  const id = textOf(line, 'price');
  const price = id === undefined ? fieldsOf(line, 'price_data') : store.find('prices', id);
  const amount = (intOf(price, 'unit_amount') ?? 0) * (intOf(line, 'quantity') ?? 1);
  return { amount, currency: textOf(price, 'currency') ?? 'usd' };
}

// The page that a customer sees; the CLI's fixtures pay through it.
function confirmPage({ id, params }: Call, world: World) {
  const session = world.store.find('checkout_sessions', id);
  if (session['status'] !== 'open')
    throw badParameter('payment_page', 'This Checkout Session is no longer open.', 'payment_page_not_open');
  const total = intOf(session, 'amount_total') ?? 0;
  if ((intOf(params, 'expected_amount') ?? total) !== total) {
    throw badParameter(
      'expected_amount',
      `The expected amount does not match the session's total of ${total}.`,
      'checkout_amount_mismatch',
    );
  }
  const method = world.store.lookUp(textOf(params, 'payment_method') ?? '');
  return method?.['type'] === 'sepa_debit' ? payLater(session, method, world) : payNow(session, method, world);
}

function payNow(session: ApiObject, method: ApiObject | undefined, world: World): ApiObject {
  const intent = beginPayment(session, method, world);
  confirmIntent(intent, world);
  session['payment_status'] = 'paid';
  world.emit('checkout.session.completed', session);
  return session;
}

// A debit clears after the session is complete: two events, and only the second is money.
function payLater(session: ApiObject, method: ApiObject, world: World): ApiObject {
  const intent = beginPayment(session, method, world);
  world.emit('checkout.session.completed', session);
  confirmIntent(intent, world);
  session['payment_status'] = 'paid';
  world.emit('checkout.session.async_payment_succeeded', session);
  return session;
}

function beginPayment(session: ApiObject, method: ApiObject | undefined, world: World): ApiObject {
  const { amount_total: amount, currency, customer } = session;
  const data = pendingIntents.get(session) ?? {};
  const intent = makePaymentIntent(world, {
    ...data,
    amount,
    currency,
    customer,
    payment_method: method?.id ?? 'pm_card_visa',
  });
  const { email = null, name = null } = fieldsOf(method ?? {}, 'billing_details');
  Object.assign(session, { payment_intent: intent.id, status: 'complete', customer_details: { email, name } });
  return intent;
}

const listSessions = ({ params }: Call, { store }: World) =>
  listPage('/v1/checkout/sessions', store.all('checkout_sessions'), params);

const getSession = ({ id }: Call, { store }: World) => store.find('checkout_sessions', id);

/** Checkout sessions, and the hosted page that pays them. */
export const checkoutRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/checkout/sessions', run: createSession },
  { method: 'GET', path: '/v1/checkout/sessions', run: listSessions },
  { method: 'GET', path: '/v1/checkout/sessions/:id', run: getSession },
  { method: 'GET', path: '/v1/payment_pages/:id', run: getSession },
  { method: 'POST', path: '/v1/payment_pages/:id/confirm', run: confirmPage },
];
