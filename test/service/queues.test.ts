import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { groupCalls } from '../../src/service/base/group-calls.ts';
import { createSettleQueue } from '../../src/service/webhooks/settle-queue.ts';

const grouped = (run: (items: readonly string[]) => Promise<readonly string[]>, largest = 3) => {
  const groups: string[][] = [];
  const call = groupCalls({
    run: async (items) => {
      groups.push([...items]);
      await pause(5);
      return run(items);
    },
    keyOf: (item: string) => item,
    largest,
    atOnce: 1,
  });
  return { groups, call };
};
const echo = async (items: readonly string[]) => items.map((item) => item.toUpperCase());

describe('grouped calls', () => {
  it('run alone while it is quiet, and gather while a group is under way, at most so many', async () => {
    const { groups, call } = grouped(echo);
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(call))).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(await call('f')).toBe('F');
    expect(groups).toEqual([['a'], ['b', 'c', 'd'], ['e'], ['f']]);
  });

  it('never have one key twice in a group', async () => {
    const { groups, call } = grouped(echo);
    await Promise.all(['a', 'b', 'b', 'c', 'b'].map(call));
    expect(groups).toEqual([['a'], ['b', 'c'], ['b'], ['b']]);
  });

  it('of a group that fails are tried one by one, and only the bad one fails', async () => {
    const { call } = grouped(async (items) => {
      if (items.includes('bad')) throw new Error('no');
      return echo(items);
    });
    const told = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(call));
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('go on for as long as calls come', async () => {
    const { groups, call } = grouped(echo, 50);
    const told = await Promise.all(Array.from({ length: 300 }, (_, index) => call(`k${index}`)));
    expect([told.length, groups.length]).toEqual([300, 7]);
  });
});

describe('the queue behind the answer', () => {
  it('settles a few at a time, tells what failed, and drains', async () => {
    const failed: string[] = [];
    const done: string[] = [];
    let most = 0;
    let now = 0;
    const settle = async (id: string) => {
      now += 1;
      most = Math.max(most, now);
      await pause(5);
      now -= 1;
      if (id === '3') throw new Error('no');
      done.push(id);
    };
    const queue = createSettleQueue({ settle, width: 2, onError: (id) => void failed.push(id) });
    for (const id of ['1', '2', '3', '4', '5']) void queue.add(id);
    expect(queue.size()).toBe(5);
    await queue.drain();
    expect({ done, failed, most, left: queue.size() }).toEqual({
      done: ['1', '2', '4', '5'],
      failed: ['3'],
      most: 2,
      left: 0,
    });
  });
});
