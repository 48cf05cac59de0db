import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Kernels give programs that ask for any port, and connections that go out, one from 32768 up (Linux) or from 49152 up
// (others). A port below is only taken by who wants that very one, so it stays free until it is used, and between a stop and the next start.
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 100;

/**
 * The first of `count` neighbouring ports of 127.0.0.1, all free a moment ago and none of them given away by the kernel.
 * Another program that looks for one may still take it: where that must not be, the caller tries again.
 */
export async function findFreePort(
  count = 1,
  pick: (from: number, below: number) => number = randomInt,
): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const first = pick(FIRST, LAST - count);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row from ${FIRST} to ${LAST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
