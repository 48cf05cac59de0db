/** Ends a switch over a union: a case that was forgotten fails to compile, and throws if data got past the types. */
export function assertNever(value: never): never {
  throw new Error(`not a known case: ${JSON.stringify(value)}`);
}
