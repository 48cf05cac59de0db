import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until no other process builds a site in `root`, whatever project it shows, and holds the place until the
 * function that it gives is called or this process ends. A place whose holder is gone is taken over. Astro writes what
 * its pages import to `.astro/` under the root, so two builds at once would read each other's.
 */
export async function holdBuildPlace(root: string): Promise<() => void> {
  const place = path.join(root, '.astro/building');
  mkdirSync(path.dirname(place), { recursive: true });
  while (!isTaken(place)) await sleep(100);
  let isIn = true;
  const leave = (): void => {
    // A second call comes when somebody else may be in.
    if (isIn) rmSync(place, { force: true });
    isIn = false;
  };
  process.once('exit', leave);
  return leave;
}

function isTaken(place: string): boolean {
  try {
    writeFileSync(place, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isLeft(place)) rmSync(place, { force: true });
    return false;
  }
}

// Between the making of the file and its number there is a moment without one: such a place is held.
function isLeft(place: string): boolean {
  try {
    process.kill(Number(readFileSync(place, 'utf8')) || process.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
