import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../scripts/bench/at-once.ts';
import { bestOf } from '../../scripts/bench/best-of.ts';
import type { Measurement, Target } from '../../scripts/bench/measurement.ts';
import { isReached, measurementLines } from '../../scripts/bench/measurement-lines.ts';
import { percentile } from '../../scripts/bench/percentile.ts';

const measured = (measuredMs: number, target: Target, words = 'a thing'): Measurement => ({
  words,
  measuredMs,
  floorWords: 'a bare thing',
  floorMs: 50,
  target,
  note: '',
});

describe('a target', () => {
  test.each([
    ['a ratio not passed', measured(90, { kind: 'ratio', most: 1.8 }), true],
    ['a ratio passed', measured(91, { kind: 'ratio', most: 1.8 }), false],
    ['a time not passed', measured(100, { kind: 'ms', most: 100 }), true],
    ['a time passed', measured(101, { kind: 'ms', most: 100 }), false],
    ['none', measured(1, { kind: 'none' }), null],
  ])('of %s', (_, measurement, reached) => expect(isReached(measurement)).toBe(reached));
});

test('each measurement is one aligned line, its mark first', () => {
  const lines = measurementLines([
    measured(5, { kind: 'ratio', most: 1.8 }, 'short'),
    measured(1234, { kind: 'ms', most: 100 }, 'rather longer'),
    { ...measured(7, { kind: 'none' }, 'untold'), note: 'by the way' },
  ]);
  expect(lines).toEqual([
    '✓ short             5 ms  floor 50 ms   0.10 ×  target 1.8 ×   a bare thing',
    '! rather longer  1234 ms  floor 50 ms  24.68 ×  target 100 ms  a bare thing',
    '· untold            7 ms  floor 50 ms   0.14 ×                 a bare thing; by the way',
  ]);
});

test('both sides are run in turn, the floor first', async () => {
  const ran: string[] = [];
  await bestOf(2, { subject: async () => ran.push('subject'), floor: async () => ran.push('floor') });
  expect(ran).toEqual(['floor', 'subject', 'floor', 'subject']);
});

test('no more work is under way at once than asked for, and all of it is done', async () => {
  let under = 0;
  let most = 0;
  const done: number[] = [];
  await atOnce(7, 3, async (index) => {
    most = Math.max(most, (under += 1));
    await new Promise((resolve) => setTimeout(resolve, 1));
    under -= 1;
    done.push(index);
  });
  expect([most, done.toSorted((a, b) => a - b)]).toEqual([3, [0, 1, 2, 3, 4, 5, 6]]);
});

test.each([
  [[3, 1, 2], 0.5, 2],
  [[1], 0.99, 1],
  [Array.from({ length: 200 }, (_, index) => index + 1), 0.99, 198],
  [[], 0.5, Number.NaN],
])('the percentile of %j at %d', (values, share, value) => expect(percentile(values, share)).toBe(value));

test('a measurement that there is not is refused, with those there are', async () => {
  const script = path.resolve(import.meta.dirname, '../../scripts/bench.ts');
  const { exitCode, stderr } = await execa(process.execPath, [script, '--only', 'js,nothing'], { reject: false });
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'bench: there is no measurement nothing\n  hint: node scripts/bench.ts [--only js,bash,database,no-op,webhooks,snapshots,exports] [--json]',
  );
});
