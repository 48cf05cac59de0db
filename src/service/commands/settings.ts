import { configFields } from '../config.ts';
import { envExample } from '../env-example.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';

/** Prints what the environment may hold, never what it holds; with `--example` as an environment file. */
export async function printSettings(call: Call): Promise<number> {
  if (call.values['example'] === true) call.print(envExample().trimEnd());
  else printRows(call, configFields());
  return 0;
}
