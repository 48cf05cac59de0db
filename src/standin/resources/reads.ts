import type { Fields } from '../base/fields.ts';
import type { Courier } from '../events/deliver.ts';
import { listPage } from '../state/list.ts';
import type { ApiObject } from '../state/store.ts';
import type { Route } from './route.ts';

const LISTS = [
  'customers',
  'products',
  'prices',
  'payment_methods',
  'payment_intents',
  'charges',
  'refunds',
  'balance_transactions',
  'subscriptions',
  'events',
  'webhook_endpoints',
];

// As at Stripe, a canceled subscription is listed only for those who ask for its status, or for `all`.
const shownTo = (params: Fields) => (object: ApiObject) =>
  object.object !== 'subscription' || object['status'] !== 'canceled' || params['status'] !== undefined;

const deliveredAs = (params: Fields, courier: Courier) => (event: ApiObject) =>
  params['delivery_success'] === undefined || params['delivery_success'] === String(courier.isDelivered(event.id));

/** Every list, and every object by its id. */
export const readRoutes: readonly Route[] = LISTS.flatMap((list): Route[] => [
  {
    method: 'GET',
    path: `/v1/${list}`,
    run: ({ params }, { store, courier }) => {
      const shown = store.all(list).filter(shownTo(params));
      return listPage(`/v1/${list}`, list === 'events' ? shown.filter(deliveredAs(params, courier)) : shown, params);
    },
  },
  { method: 'GET', path: `/v1/${list}/:id`, run: ({ id }, { store }) => store.find(list, id) },
]);
