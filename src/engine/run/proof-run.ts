import type { Proof } from '../proof/proof.ts';
import type { ProofEvent } from './proof-event.ts';

/** How a proof's process ended; `status` is its exit status. */
export type Ending =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'could-not-run'; readonly why: string };

/** Files of the project that the run depended on, from the root; `absent` were looked for in vain, `folders` listed. */
export interface Traced {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly absent: readonly string[];
  /** Wildcards that were expanded. */
  readonly patterns: readonly string[];
  /** Folders whose whole content counts. */
  readonly trees: readonly string[];
  /** What could not be traced, in words; empty when all was. */
  readonly untraced: readonly string[];
}

/** The facts of one run, before anything is judged. */
export interface ProofRun {
  readonly proof: Proof;
  readonly ending: Ending;
  readonly events: readonly ProofEvent[];
  readonly traced: Traced;
  /** Commands of processes that were still there at the end; they have been killed. */
  readonly leftProcesses: readonly string[];
  /** Files of the project that changed meanwhile, from the root. */
  readonly leftChanges: readonly string[];
  /** Values that the run was given and must not print. */
  readonly secrets: readonly string[];
  /** Absolute folders that stand in the output as `[TMP]` and `[ROOT]`. */
  readonly places: { readonly scratch: readonly string[]; readonly root: readonly string[] };
  /** The folder that holds the attachments, or null when there are none. */
  readonly attachments: string | null;
  readonly tookMs: number;
}
