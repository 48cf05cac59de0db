import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const CLI = path.resolve(import.meta.dirname, '../../src/service/cli.ts');

/** Runs a Till command to its end, its output thrown away, and answers the most memory that it held, in MB. */
export async function tillPeakMb(words: readonly string[], url: string): Promise<number> {
  // Started as a program, as npx does, so that the memory settings of its first line count.
  const child = spawn(CLI, [...words], {
    env: { DATABASE_URL: url, PATH: path.dirname(process.execPath) + path.delimiter + (process.env['PATH'] ?? '') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  const watch = setInterval(async () => void (peak = Math.max(peak, await peakMb(child.pid ?? 0))), 50);
  await once(child, 'close');
  clearInterval(watch);
  if (child.exitCode !== 0) throw new Error(`till ${words.join(' ')} ended with ${child.exitCode}`);
  return peak;
}

// Linux keeps the peak itself; elsewhere it stays 0.
async function peakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}
