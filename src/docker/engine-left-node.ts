import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { EngineHome } from './engine-home.ts';

const TRIES = 30;

/** Words of a running process; empty for one that has ended, even if nobody has asked how. */
export function wordsOf(pid: number | string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .filter((word) => word !== '');
  } catch {
    return [];
  }
}

/** Ends what an engine that was itself killed has left running, unmounts what it mounted, and names what cannot be removed. */
export async function clearLeft(home: EngineHome): Promise<readonly string[]> {
  for (let tries = 0; tries < TRIES && processesOf(home).length > 0; tries += 1) {
    for (const pid of processesOf(home)) kill(pid, tries < TRIES / 2 ? 'SIGTERM' : 'SIGKILL');
    await sleep(100);
  }
  for (const point of mountsOf(home).toReversed()) await execa('umount', ['--lazy', point], { reject: false });
  return [...processesOf(home).map((pid) => `process ${pid}`), ...mountsOf(home).map((point) => `mount ${point}`)];
}

/** The containerd of this engine and its shims: each names a file of the engine's run folder. */
function processesOf({ pidFile }: EngineHome): readonly number[] {
  const run = `${path.dirname(pidFile)}/exec/`;
  const isOurs = ([program = '', ...words]: readonly string[]): boolean =>
    path.basename(program).startsWith('containerd') && words.some((word) => word.startsWith(run));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isOurs(wordsOf(name)))
    .map(Number);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function mountsOf(home: EngineHome): readonly string[] {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${home.dir}/`));
}
