/** The byte that frames a marker in a proof's output; the token after it is secret to the run. */
export const FRAME = '\u{1e}';
