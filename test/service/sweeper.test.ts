import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startSweeper } from '../../src/service/webhooks/sweeper.ts';

describe('the sweeper', () => {
  const swept = async (sweep: (olderThanMs: number) => Promise<void>, sweeps: number) => {
    const asked: number[] = [];
    const errors: unknown[] = [];
    const sweeper = startSweeper({
      sweep: async (olderThanMs) => {
        asked.push(olderThanMs);
        await sweep(olderThanMs);
      },
      everyMs: 1,
      olderThanMs: 5000,
      onError: (error) => errors.push(error),
    });
    for (let tries = 0; tries < 15_000 && asked.length < sweeps; tries += 1) await pause(2);
    await sweeper.stop();
    const kept = asked.length;
    await pause(20);
    return { asked: asked.slice(0, sweeps), errors, isOver: asked.length === kept };
  };

  it('takes all that is open at once when it starts, later what is old enough', async () => {
    expect(await swept(async () => undefined, 3)).toEqual({ asked: [0, 5000, 5000], errors: [], isOver: true });
  });

  it('goes on after a sweep that failed, and tells of each', async () => {
    const { asked, errors } = await swept(() => Promise.reject(new Error('no database')), 3);
    expect([asked, errors.slice(0, 3).map(String)]).toEqual([
      [0, 5000, 5000],
      ['Error: no database', 'Error: no database', 'Error: no database'],
    ]);
  });

  it('waits for the sweep under way when it is stopped', async () => {
    let done = false;
    const sweep = async () => {
      await pause(30);
      done = true;
    };
    const sweeper = startSweeper({ sweep, everyMs: 60_000, olderThanMs: 0, onError: () => undefined });
    await sweeper.stop();
    expect(done).toBe(true);
  });
});
