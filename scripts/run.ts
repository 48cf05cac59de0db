import { enableCompileCache } from 'node:module';
import type { CommandName } from '../src/engine/index.ts';

/** Runs one of the engine's commands as this process: its arguments, its streams, its exit status. */
export async function run(name: CommandName, args: readonly string[]): Promise<void> {
  enableCompileCache();
  const { runCommand } = await import('../src/engine/index.ts');
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    process.stderr.write('\nInterrupted: ending what runs. Evidence is whole.\n');
    interrupt.abort();
    process.once('SIGINT', () => process.exit(130));
  });
  process.once('SIGTERM', () => interrupt.abort());
  process.exitCode = await runCommand(name, args, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: process.stdout.isTTY && !process.env['NO_COLOR'],
    live: process.stderr.isTTY && !process.env['CI'],
    signal: interrupt.signal,
  });
}
