import { isFields } from '../base/fields.ts';
import type { Store } from './store.ts';

/** A copy of an answer in which the ids at these paths (`latest_charge.balance_transaction`, `data.customer`) are the objects themselves. */
export function expanded(answer: unknown, paths: readonly string[], store: Store): unknown {
  const copy: unknown = structuredClone(answer);
  return paths.reduce((value, path) => expandPath(value, path.split('.'), store), copy);
}

function expandPath(value: unknown, [name, ...rest]: readonly string[], store: Store): unknown {
  if (name === undefined) return value;
  if (Array.isArray(value)) return value.map((entry) => expandPath(entry, [name, ...rest], store));
  if (!isFields(value)) return value;
  const field = value[name];
  const found = typeof field === 'string' ? structuredClone(store.lookUp(field)) : field;
  return { ...value, [name]: expandPath(found ?? field, rest, store) };
}
