import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A mistake of who calls, in words with a hint; it ends with exit status 2. */
export class InputError extends Error {}

/** Reads arguments, or throws an InputError that names the mistake. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}

/** Runs a command; what is wrong in its input is told on standard error and ends with 2. */
export async function telling(run: () => number | Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
