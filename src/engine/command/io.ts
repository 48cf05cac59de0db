/** Where a command speaks: `process` in the scripts, a recorder in tests. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Writes to standard error as it is, to redraw a line; the engine's own. */
  readonly redraw?: (text: string) => void;
  readonly colour: boolean;
  /** Whether standard error is a terminal that can redraw a line. */
  readonly live: boolean;
  readonly signal: AbortSignal;
}

/** Exit statuses of all commands. */
export const EXIT = { held: 0, notHeld: 1, badInput: 2, interrupted: 130 } as const;
