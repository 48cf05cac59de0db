/** Thrown inside the rule when the state does not hold what an amount needs; caught by the rule, which then answers `unpriced`. */
export class Unpriced extends Error {}

/** Ends the computation for a reason that a person can act on. */
export function unpriced(reason: string): never {
  throw new Unpriced(reason);
}
