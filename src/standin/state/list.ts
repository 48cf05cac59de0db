import { type Fields, fieldsOf, intOf, listOf, textOf } from '../base/fields.ts';
import { noSuch } from '../base/api-error.ts';
import type { ApiObject } from './store.ts';

const FILTERS = [
  'customer',
  'payment_intent',
  'charge',
  'type',
  'source',
  'status',
  'product',
  'price',
  'subscription',
];

/** One page of a list: filters, `types[]`, `created[gt|gte|lt|lte]`, `limit`, `starting_after`, `ending_before`. */
export function listPage(url: string, objects: readonly ApiObject[], query: Fields): Record<string, unknown> {
  const matching = objects.filter((object) => hasFields(object, query) && isWithin(object.created, query));
  const limit = Math.min(Math.max(intOf(query, 'limit') ?? 10, 1), 100);
  const before = textOf(query, 'ending_before');
  const after = textOf(query, 'starting_after');
  const end = before === undefined ? matching.length : position(matching, before);
  const rest = matching.slice(after === undefined ? 0 : position(matching, after) + 1, end);
  const data = before === undefined ? rest.slice(0, limit) : rest.slice(-limit);
  return { object: 'list', url, has_more: rest.length > limit, data };
}

function hasFields(object: ApiObject, query: Fields): boolean {
  const types = listOf(query, 'types');
  if (types.length > 0 && !types.includes(object['type'])) return false;
  return FILTERS.every((name) => query[name] === undefined || query[name] === 'all' || object[name] === query[name]);
}

function isWithin(created: number, query: Fields): boolean {
  const range = fieldsOf(query, 'created');
  const bound = (name: string, otherwise: number) => intOf(range, name) ?? otherwise;
  const exact = intOf(query, 'created') ?? created;
  const from = created >= bound('gte', created) && created > bound('gt', created - 1);
  return exact === created && from && created <= bound('lte', created) && created < bound('lt', created + 1);
}

function position(objects: readonly ApiObject[], id: string): number {
  const index = objects.findIndex((object) => object.id === id);
  if (index === -1) throw noSuch('object', id);
  return index;
}
