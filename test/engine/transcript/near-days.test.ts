import { describe, expect, test } from 'vitest';
import { nearDays } from '../../../src/engine/transcript/near-days.ts';

const near = ['2026-11-24', '2026-11-25', '2026-11-26'];

describe('days near today', () => {
  test.each([
    ['one', 'at 2026-11-24\n', ['2026-11-24']],
    ['two in an instant and in a path', '2026-11-26T23:00:00Z /var/2026-11-25/log\n', ['2026-11-25', '2026-11-26']],
    ['one twice', '2026-11-24 2026-11-24\n', ['2026-11-24']],
    ['one long ago', '2026-10-24 2025-11-24\n', []],
    ['a longer number', '12026-11-24 2026-11-245 2026-11-24-1\n', []],
    ['nothing', '', []],
  ])('%s', (_, transcript, days) => {
    expect(nearDays(transcript, '', near)).toEqual(days);
  });

  test('one that the script names stays the same', () => {
    expect(nearDays('2026-11-24 2026-11-25\n', "check('the day', '2026-11-24')", near)).toEqual(['2026-11-25']);
  });
});
