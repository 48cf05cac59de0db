import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../base/error-text.ts';
import { refused } from '../base/problem.ts';

const PATIENCE_MS = 90_000;

/** Runs `work` while no other process starts the server of `dir`. A lock whose process is gone is taken over. */
export async function withStartLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const lock = `${dir}.starting`;
  for (const began = Date.now(); !taken(lock); await sleep(50))
    if (Date.now() - began > PATIENCE_MS)
      throw refused('postgres-failed', 'another process starts the embedded server and does not end', `remove ${lock}`);
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (!isLeft(lock)) return false;
    rmSync(lock, { recursive: true, force: true });
    return taken(lock);
  }
  writeFileSync(path.join(lock, 'pid'), String(process.pid));
  return true;
}

// Between the folder and its file there is a moment without a number: such a lock is not left behind.
function isLeft(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(path.join(lock, 'pid'), 'utf8')) || process.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}
