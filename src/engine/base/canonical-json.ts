/** Anything that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The one spelling of a JSON value: keys sorted by code unit, two spaces, LF, one final newline. Undefined members are left out. */
export function canonicalJson(value: Json): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.flatMap((key) => member(key, value[key])));
}

function member(key: string, value: Json | undefined): [string, Json][] {
  return value === undefined ? [] : [[key, sorted(value)]];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
