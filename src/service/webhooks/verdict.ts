/** What became of an event. `waitsFor` names the order whose arrival makes a parked event worth another try. */
export type Verdict =
  | { readonly kind: 'processed' }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'parked'; readonly reason: string; readonly waitsFor?: string };

/** The effect is in the database. */
export const processed: Verdict = { kind: 'processed' };

/** The event is authentic and has no effect here, by design. */
export const ignored = (reason: string): Verdict => ({ kind: 'ignored', reason });

/** The event could not be processed, and a person should know. */
export const parked = (reason: string): Verdict => ({ kind: 'parked', reason });
