import { isFields } from '../base/fields.ts';

/** Decodes a form with Stripe's brackets: `a[b]=1&c[]=2&d[0][e]=3`. Lists may be numbered or bare. */
export function decodeForm(pairs: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    const keys = [...name.matchAll(/^[^[\]]+|\[([^\]]*)\]/g)].map(([whole, inner]) => inner ?? whole);
    place(root, keys, value);
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, withLists(value)]));
}

function withLists(value: unknown): unknown {
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withLists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

// Numbered lists become objects with number keys first, so that a form may number them in any order.
function place(root: Record<string, unknown>, keys: readonly string[], value: string): void {
  let here = root;
  for (const [depth, key] of keys.entries()) {
    const name = key === '' ? listKey(here, keys[depth + 1]) : key;
    if (depth === keys.length - 1) define(here, name, value);
    else here = child(here, name);
  }
}

// `a[][b]=1&a[][c]=2` is one entry with two fields: a bare list grows when the field it would set is taken.
function listKey(list: Record<string, unknown>, field: string | undefined): string {
  const length = Object.keys(list).length;
  const last = list[String(length - 1)];
  const fits = field !== undefined && isFields(last) && !Object.hasOwn(last, field);
  return String(fits ? length - 1 : length);
}

function child(parent: Record<string, unknown>, name: string): Record<string, unknown> {
  const found = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (isFields(found)) return found;
  const made: Record<string, unknown> = {};
  define(parent, name, made);
  return made;
}

// A plain assignment to `__proto__` would change the object itself.
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
