import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const SRC = path.join(import.meta.dirname, '../../src');

/** What a finished program said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program; `line` waits for the first stdout line that fits. */
export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  line(pattern: RegExp): Promise<string>;
}

/** Starts `src/<file>` with a bare environment, in a folder that it may write to if it needs one. */
export function start(file: string, words: string[], environment: Record<string, string> = {}, cwd = '/'): Program {
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, [path.join(SRC, file), ...words], {
    env,
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said.stderr += text));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...said }));
  return {
    child,
    ended,
    async line(pattern) {
      for (let tries = 0; tries < 1200; tries += 1) {
        const found = said.stdout.split('\n').find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (child.exitCode !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`no line fits ${pattern}: ${said.stdout}${said.stderr}`);
    },
  };
}

/** Runs a Till command to its end. */
export const till = (words: string, environment: Record<string, string> = {}): Promise<Ended> =>
  start('service/cli.ts', words.split(' ').filter(Boolean), environment).ended;

/** The address in a `listening` line. */
export function addressOf(line: string): string {
  const { url }: { url: string } = JSON.parse(line);
  return url;
}
