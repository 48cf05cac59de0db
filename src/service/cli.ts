#!/usr/bin/env -S node --max-semi-space-size=16
import { problemLine, Refused } from './base/problem.ts';
import { groupText, helpText } from './commands/help.ts';
import { parseCommandLine } from './commands/parse-command-line.ts';

/** Runs one command line and answers the exit code: 0 held, 1 not held, 2 the input was wrong. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    const line = parseCommandLine(words);
    if (line.kind === 'run') return await line.command.run({ ...line, environment: process.env, print });
    print(line.kind === 'help' ? helpText(line.command) : groupText(line.commands));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const problem of error.problems) process.stderr.write(`${problemLine(problem)}\n`);
    return 2;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) {
  // A reader that has seen enough, such as head, is no failure of ours.
  process.stdout.on('error', () => process.exit(0));
  process.exitCode = await main(process.argv.slice(2));
}
