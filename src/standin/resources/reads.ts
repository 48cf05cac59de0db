import { listPage } from '../state/list.ts';
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

/** Every list, and every object by its id. */
export const readRoutes: readonly Route[] = LISTS.flatMap((list): Route[] => [
  {
    method: 'GET',
    path: `/v1/${list}`,
    run: ({ params }, { store }) => listPage(`/v1/${list}`, store.all(list), params),
  },
  { method: 'GET', path: `/v1/${list}/:id`, run: ({ id }, { store }) => store.find(list, id) },
]);
