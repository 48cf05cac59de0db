/** Tells the time, in milliseconds since 1970 UTC. */
export type Clock = () => number;

/** The machine's clock. */
export const systemClock: Clock = () => Date.now();

/** The clock's time in whole seconds since 1970 UTC, the unit of Stripe's `created`. */
export function nowSeconds(clock: Clock): number {
  return Math.floor(clock() / 1000);
}

/** The clock's time as a date. */
export const nowDate = (clock: Clock): Date => new Date(clock());
