/** What a running proof showed, in exact order. */
export type ProofEvent =
  /** Raw bytes printed by the script or by what inherited its output. */
  | { readonly kind: 'printed'; readonly bytes: Uint8Array }
  /** A command that is about to run or ran: its text as a person would type it. */
  | { readonly kind: 'command'; readonly text: string; readonly line: number | null }
  /** The end of a command: its exit status. */
  | { readonly kind: 'exited'; readonly status: number; readonly line: number | null }
  | {
      readonly kind: 'check';
      readonly words: string;
      readonly held: boolean;
      readonly actual: string;
      readonly expected: string | null;
      readonly line: number | null;
    }
  | { readonly kind: 'step'; readonly words: string }
  | { readonly kind: 'attached'; readonly name: string }
  /** What was measured; it varies, so it is no part of the transcript. */
  | { readonly kind: 'figure'; readonly name: string; readonly value: number; readonly unit: string }
  | { readonly kind: 'redact'; readonly value: string; readonly name: string }
  /** An exception that left the script. */
  | { readonly kind: 'threw'; readonly message: string; readonly line: number | null }
  /** A child was started in a way that cannot be traced. */
  | { readonly kind: 'untraced'; readonly what: string }
  /** The script reached its end. */
  | { readonly kind: 'finished' };
