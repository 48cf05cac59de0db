/** What was meant to be reached; a missed target is said, never a failure. */
export type Target =
  | { readonly kind: 'ratio'; readonly most: number }
  | { readonly kind: 'ms'; readonly most: number }
  | { readonly kind: 'none' };

/** One figure beside the floor: the least that any program would need for the same. Times are the best of the rounds. */
export interface Measurement {
  readonly words: string;
  readonly measuredMs: number;
  readonly floorWords: string;
  readonly floorMs: number;
  readonly target: Target;
  /** More to know, in words; empty when there is nothing. */
  readonly note: string;
}

/** A group of measurements that `--only` names. `scratch` is a folder of its own that is removed afterwards. */
export interface Bench {
  readonly name: string;
  measure(scratch: string): Promise<readonly Measurement[]>;
}
