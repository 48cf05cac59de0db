import type { Fields } from '../base/fields.ts';
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

/** Every list, and every object by its id. */
export const readRoutes: readonly Route[] = LISTS.flatMap((list): Route[] => [
  {
    method: 'GET',
    path: `/v1/${list}`,
    run: ({ params }, { store }) => listPage(`/v1/${list}`, store.all(list).filter(shownTo(params)), params),
  },
  { method: 'GET', path: `/v1/${list}/:id`, run: ({ id }, { store }) => store.find(list, id) },
]);
