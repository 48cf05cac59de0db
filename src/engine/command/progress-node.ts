import { setInterval } from 'node:timers';
import type { Proof } from '../proof/proof.ts';
import type { Io } from './io.ts';

/** A live line on a terminal while proofs run: what runs now, how many are done, how long the rest may take. */
export interface Progress {
  started(proof: Proof): void;
  ended(proof: Proof): void;
  /** Makes room for a lasting line. */
  pause(): void;
  stop(): void;
}

/** Begins to show progress of `total` proofs; silent where nobody can see a line being redrawn. */
export function showProgress(io: Io, total: number): Progress {
  const running = new Map<string, number>();
  const began = performance.now();
  let done = 0;
  const clear = (): void => (io.live ? io.redraw?.('\r\u{1b}[K') : undefined);
  const draw = (): void => {
    clear();
    io.err(lineOf(running, { done, total, began }));
  };
  const timer = io.live ? setInterval(draw, 200) : null;
  timer?.unref();
  return {
    started: (proof) => running.set(proof.id, performance.now()),
    ended: (proof) => {
      running.delete(proof.id);
      done += 1;
    },
    pause: clear,
    stop: () => {
      if (timer) clearInterval(timer);
      clear();
    },
  };
}

function lineOf(
  running: ReadonlyMap<string, number>,
  { done, total, began }: { done: number; total: number; began: number },
): string {
  const now = performance.now();
  const names = [...running].map(([id, since]) => `${id} ${Math.round((now - since) / 1000)}s`).join(', ');
  const rest = done === 0 ? '' : `, about ${Math.ceil((((now - began) / done) * (total - done)) / 1000)} s left`;
  return `${done}/${total}${rest}  ${names}`.slice(0, 100);
}
