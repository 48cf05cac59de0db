/** What a gate found wrong, at a line from 1. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly words: string;
}

/** A file that a gate looks at; `bytes` is its content. */
export interface Examined {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A rule that every tracked file must keep. A gate that examined nothing does not hold. */
export interface Gate {
  readonly name: string;
  /** What holds when nothing is found. */
  readonly holds: string;
  /** Whether it looks at this file. */
  examines(file: string): boolean;
  findings(examined: Examined): readonly Finding[];
}
