import type { Place } from '../base/problem.ts';

/** A secret that would have been kept; the value is never carried. */
interface Leak {
  readonly kind: string;
  readonly line: number;
}

/** What a proof showed. There is one good case; `not-run` is not it. */
export type Outcome =
  | { readonly kind: 'held' }
  | {
      readonly kind: 'check-failed';
      readonly words: string;
      readonly actual: string;
      readonly expected: string | null;
      readonly place: Place;
      readonly failed: number;
    }
  | { readonly kind: 'output-differs'; readonly pinned: string; readonly printed: string | null; readonly place: Place }
  | { readonly kind: 'exit-nonzero'; readonly why: string; readonly place: Place }
  | { readonly kind: 'timed-out'; readonly afterMs: number; readonly place: Place }
  | { readonly kind: 'output-too-large'; readonly limitBytes: number; readonly place: Place }
  | {
      readonly kind: 'left-traces';
      readonly processes: readonly string[];
      readonly files: readonly string[];
      readonly place: Place;
    }
  | { readonly kind: 'leaked-secret'; readonly leaks: readonly Leak[]; readonly place: Place }
  | { readonly kind: 'not-run'; readonly why: string };
