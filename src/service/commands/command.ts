import type { Environment } from '../read-config.ts';

/** One option of a command; a `string` takes a value. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly doc: string;
}

/** What a command is given: its own words removed, options checked. `print` writes one line of result. */
export interface Call {
  readonly environment: Environment;
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly print: (line: string) => void;
}

/** One command as one value: help, parsing and running all come from it. `run` answers the exit code. */
export interface Command {
  readonly words: string;
  readonly operands: readonly string[];
  readonly doc: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly run: (call: Call) => Promise<number>;
}

/** The option of every list. */
export const json = { json: { type: 'boolean', doc: 'print one JSON array' } } as const satisfies Record<
  string,
  Option
>;
