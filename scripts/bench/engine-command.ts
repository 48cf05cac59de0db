import path from 'node:path';
import { runCommand } from '../../src/engine/index.ts';
import { runProgram } from './run-program.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../proofs.ts');

/** `npm run proofs` as a process of its own, without npm. */
export const proofsCommand = (root: string, ...args: readonly string[]): Promise<void> =>
  runProgram(process.execPath, [SCRIPT, '--root', root, ...args]);

/** The same in this process: what the run itself costs. */
export async function proofsHere(root: string, ...args: readonly string[]): Promise<void> {
  let said = '';
  const note = (text: string): void => void (said += text);
  const signal = new AbortController().signal;
  const status = await runCommand('proofs', ['--root', root, ...args], {
    out: note,
    err: note,
    colour: false,
    live: false,
    signal,
  });
  if (status !== 0) throw new Error(`proofs ended with ${status}: ${said}`);
}
