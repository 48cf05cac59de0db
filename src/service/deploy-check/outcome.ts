/** What came of one check. Only `held` is good; `not-checked` is never taken for it. */
export type Outcome =
  | { readonly kind: 'held'; readonly note?: string }
  | { readonly kind: 'finding'; readonly text: string; readonly hint: string }
  | { readonly kind: 'not-checked'; readonly reason: string }
  | { readonly kind: 'not-applicable'; readonly reason: string };

/** It holds; the note says what was seen. */
export const held = (note?: string): Outcome => ({ kind: 'held', ...(note === undefined ? {} : { note }) });

/** It does not hold: what is wrong, and how to mend it. */
export const finding = (text: string, hint: string): Outcome => ({ kind: 'finding', text, hint });

/** It could not be looked at. */
export const notChecked = (reason: string): Outcome => ({ kind: 'not-checked', reason });

/** The rule asks nothing of this mode or of these settings. */
export const notApplicable = (reason: string): Outcome => ({ kind: 'not-applicable', reason });

/** Thrown where the world does not answer; the check that asked is then not checked, for this reason. */
export class NotReached extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotReached';
  }
}
