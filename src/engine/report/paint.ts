/** Colours words for a terminal, or leaves them alone. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
}

const wrap = (code: number) => (text: string) => `\u{1b}[${code}m${text}\u{1b}[0m`;

/** `on` is true only for a terminal that wants colour. */
export function paint(on: boolean): Paint {
  const plain = (text: string): string => text;
  return on ? { good: wrap(32), bad: wrap(31), dim: wrap(2) } : { good: plain, bad: plain, dim: plain };
}
