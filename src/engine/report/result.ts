import type { Outcome } from '../evidence/outcome.ts';
import type { Proof } from '../proof/proof.ts';

/** A measured value that varies from run to run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What came of one proof in a command: its outcome, and whether its evidence changed or drifted. */
export interface Result {
  readonly proof: Proof;
  readonly outcome: Outcome;
  readonly checks: number;
  readonly tookMs: number;
  /** What the proof measured, in its order. */
  readonly figures: readonly Figure[];
  /** The canonical transcript of this run. */
  readonly transcript: string;
  /** The committed transcript before this run, or null. */
  readonly before: string | null;
  /** Why what is committed does not agree with this run, or null; only `proofs:check` says so. */
  readonly drift: string | null;
  readonly warnings: readonly {
    readonly place: { readonly file: string; readonly line: number };
    readonly words: string;
  }[];
}

/** Whether a result lets a command succeed. */
export function isGood(result: Result): boolean {
  return result.outcome.kind === 'held' && result.drift === null;
}
