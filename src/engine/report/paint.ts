/** Colours words for a terminal, or leaves them alone. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
}

const CODES = { good: 32, bad: 31, dim: 2, end: 0 } as const;
const sequence = (code: number): string => `\u{1b}[${code}m`;
const wrap = (code: number) => (text: string) => `${sequence(code)}${text}${sequence(CODES.end)}`;

/** A text in parts: what stands between colour sequences, and the sequences. */
export function splitPaint(text: string): readonly string[] {
  return text.split(/(\u{1b}\[\d+m)/u);
}

/** Whether a text is one of the escape sequences that paint makes. */
export function isOwnPaint(text: string): boolean {
  return Object.values(CODES).some((code) => text === sequence(code));
}

/** `on` is true only for a terminal that wants colour. */
export function paint(on: boolean): Paint {
  const plain = (text: string): string => text;
  return on
    ? { good: wrap(CODES.good), bad: wrap(CODES.bad), dim: wrap(CODES.dim) }
    : { good: plain, bad: plain, dim: plain };
}
