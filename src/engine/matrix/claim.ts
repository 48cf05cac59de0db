import type { Place } from '../base/problem.ts';
import type { Sentence } from '../page/sentences.ts';

/** Something that a reader may hold us to, with the rows that it links. */
export interface Claim {
  readonly text: string;
  readonly rows: readonly string[];
  readonly place: Place;
}

/** A file in which claims are made. */
export interface ClaimFile {
  readonly file: string;
  /** How many headings are marked. */
  readonly sections: number;
  readonly claims: readonly Claim[];
  /** Every sentence of the file: a milestone may be called complete in any of them. */
  readonly sentences: readonly Sentence[];
}

/** What is wrong with a claim. */
export interface ClaimFinding {
  readonly kind:
    | 'file-missing'
    | 'no-section'
    | 'no-claim'
    | 'no-row'
    | 'unknown-row'
    | 'row-not-proved'
    | 'unknown-milestone'
    | 'milestone-not-complete';
  readonly place: Place;
  readonly words: string;
}
