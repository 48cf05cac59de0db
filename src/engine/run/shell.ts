import type { Ending } from './proof-run.ts';

/** What a shell is asked to run. */
export interface ShellRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The named pipe that takes its output. */
  readonly output: string;
  readonly marker: string;
  readonly timeoutMs: number;
  readonly limitBytes: number;
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
  /** Called with the process group when it exists and when it has ended, so that it can be ended with the runner. */
  readonly onGroup: (group: number, alive: boolean) => void;
}

/** What a shell brings back. `leftovers` waits for stragglers for a moment, kills what is left and names it. */
export interface ShellResult {
  readonly ending: Ending;
  readonly bytes: Uint8Array;
  leftovers(): Promise<readonly string[]>;
}

/** Runs a program in a process group of its own and collects what the whole group prints, in exact order. */
export interface Shell {
  run(request: ShellRequest): Promise<ShellResult>;
}
