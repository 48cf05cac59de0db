/** A span of time, [from, to). */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** Whether a time in epoch seconds lies in the window. */
export function isWithin(at: number, { from, to }: Window): boolean {
  return at * 1000 >= from.getTime() && at * 1000 < to.getTime();
}
