/** Ends every exhaustive switch: reaching it is a fault of ours, and the compiler proves that it cannot be reached. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
