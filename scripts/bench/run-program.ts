import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program to its end, as cheaply as Node can; what it printed is shown if its status is not the one expected. */
export async function runProgram(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${child.exitCode}: ${said}`);
}
