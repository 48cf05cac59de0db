import { badParameter } from '../base/api-error.ts';
import { type Fields, intOf, isFields, listOf, textOf } from '../base/fields.ts';
import type { ApiObject } from '../state/store.ts';
import type { World } from '../world.ts';
import type { Call, Route } from './route.ts';

const MONTH_SECONDS = 30 * 86_400;

function createSubscription({ params }: Call, world: World) {
  const { items: _, ...given } = params;
  const items = listOf(params, 'items')
    .filter(isFields)
    .map((item) => makeItem(item, world));
  const currency = items[0]?.price['currency'];
  if (currency === undefined) throw badParameter('items', 'Missing required param: items.', 'parameter_missing');
  const settled = {
    cancel_at_period_end: false,
    cancel_at: null,
    canceled_at: null,
    pause_collection: null,
    discounts: [],
  };
  const state = {
    status: 'active',
    start_date: world.nowSeconds(),
    items: { object: 'list', has_more: false, data: items },
  };
  const subscription = world.make('subscriptions', 'sub', {
    ...settled,
    ...given,
    ...state,
    currency,
    object: 'subscription',
  });
  world.emit('customer.subscription.created', subscription);
  return subscription;
}

function makeItem(item: Fields, world: World) {
  const price = structuredClone(world.store.find('prices', textOf(item, 'price') ?? ''));
  if (price['recurring'] === null) throw badParameter('items[price]', 'The price must be recurring.');
  const start = world.nowSeconds();
  const period = { current_period_start: start, current_period_end: start + MONTH_SECONDS };
  return {
    id: world.newId('si'),
    object: 'subscription_item',
    price,
    quantity: intOf(item, 'quantity') ?? 1,
    ...period,
  };
}

function updateSubscription({ id, params }: Call, { store, emit }: World) {
  const subscription = store.find('subscriptions', id);
  const { items, ...given } = params;
  const changes = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, plainValue(value)]));
  const previous = Object.fromEntries(Object.keys(changes).map((name) => [name, subscription[name] ?? null]));
  Object.assign(subscription, changes);
  if (items !== undefined) setQuantities(subscription, listOf(params, 'items').filter(isFields));
  emit('customer.subscription.updated', subscription, previous);
  return subscription;
}

// A form knows only text; an empty one unsets a field.
function plainValue(value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return value === '' ? null : value;
}

function setQuantities(subscription: ApiObject, changes: readonly Fields[]): void {
  const { items } = subscription;
  const data = isFields(items) ? listOf(items, 'data').filter(isFields) : [];
  for (const change of changes) {
    const item = data.find((candidate) => candidate['id'] === change['id']);
    if (item !== undefined) item['quantity'] = intOf(change, 'quantity') ?? item['quantity'];
  }
}

function cancelSubscription({ id }: Call, { store, emit, nowSeconds }: World) {
  const subscription = store.find('subscriptions', id);
  if (subscription['status'] === 'canceled') throw badParameter('id', `The subscription ${id} is already canceled.`);
  Object.assign(subscription, { status: 'canceled', canceled_at: nowSeconds(), ended_at: nowSeconds() });
  emit('customer.subscription.deleted', subscription);
  return subscription;
}

/** Subscriptions: created active, updated, canceled. */
export const subscriptionRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/subscriptions', run: createSubscription },
  { method: 'POST', path: '/v1/subscriptions/:id', run: updateSubscription },
  { method: 'DELETE', path: '/v1/subscriptions/:id', run: cancelSubscription },
];
