import { describe, expect, test } from 'vitest';
import { acceptLines } from '../../../src/engine/transcript/accept-lines.ts';
import { lineMatches, matchLines } from '../../../src/engine/transcript/match-lines.ts';

const lines = (text: string): string[] => (text === '' ? [] : text.split('|'));
const PRINTED = lines('a|b|c|d|e');

describe('pinned lines', () => {
  test.each<[claim: string, pinned: string, idle: number[], next: number]>([
    ['all of them', 'a|b|c|d|e', [], 5],
    ['a run in the middle', 'b|c', [], 3],
    ['an elision in the middle', 'a|...|e', [], 5],
    ['an elision at the start', '...|c', [], 3],
    ['an elision at the end', 'c|...', [], 5],
    ['several', 'a|...|c|...|e', [], 5],
    ['an elision that stands for nothing', 'a|...|b', [1], 2],
    ['indented elision', 'a|  ...|e', [], 5],
    ['only an elision', '...', [], 5],
  ])('%s', (_claim, pinned, idle, next) =>
    expect(matchLines(lines(pinned), PRINTED, 0)).toEqual({ kind: 'match', next, idle }),
  );

  test.each<[claim: string, pinned: string, at: number]>([
    ['a line that is not there', 'x', 0],
    ['the wrong order', 'b|a', 1],
    ['lines that do not follow each other', 'a|c', 1],
    ['an elision before a line that does not come', 'a|...|x', 2],
    ['more than was printed', 'd|e|f', 2],
    ['after an elision, the wrong order', '...|d|...|b', 3],
  ])('%s differs', (_claim, pinned, at) =>
    expect(matchLines(lines(pinned), PRINTED, 0)).toMatchObject({ kind: 'differs', pinned: at }),
  );

  test('a later block begins where the earlier ended', () => {
    expect(matchLines(['a'], PRINTED, 1)).toMatchObject({ kind: 'differs' });
    expect(matchLines(['b'], PRINTED, 1)).toMatchObject({ kind: 'match', next: 2 });
  });
  test('a first place that fails does not hide a second that fits', () => {
    expect(matchLines(['a', 'c'], lines('a|b|a|c'), 0)).toMatchObject({ kind: 'match', next: 4 });
  });
});

describe('one line', () => {
  test.each<[pinned: string, printed: string, fits: boolean]>([
    ['took ... ms', 'took 12 ms', true],
    ['took ... ms', 'took  ms', true],
    ['... and ...', 'this and that', true],
    ['a...b...c', 'a1b2c', true],
    ['a...b...c', 'a1c2b', false],
    ['ab...ba', 'aba', false],
    ['a...', 'b', false],
    ['[MS]', '[MS]', true],
    ['[MS]', '12 ms', false],
    ['a  ', 'a', true],
    ['a', 'a b', false],
    ['.*', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j and %j: %s', (pinned, printed, fits) => expect(lineMatches(pinned, printed)).toBe(fits));
});

describe('accepting what was printed', () => {
  test.each<[claim: string, pinned: string, printed: string, accepted: string]>([
    ['what matches stays', 'a|...|e', 'a|b|c|e', 'a|...|e'],
    ['a changed line is replaced', 'a|b|c', 'a|x|c', 'a|x|c'],
    ['a new line is taken in', 'a|c', 'a|b|c', 'a|b|c'],
    ['a line that is gone goes', 'a|b|c', 'a|c', 'a|c'],
    ['an elision inside a line stays where it fits', 'took ... ms|old', 'took 5 ms|new', 'took ... ms|new'],
    ['an elision between changed lines stays', 'first|...|last', 'first|1|2|3|at last', 'first|...|at last'],
    ['what comes before and after is not taken in', 'b|c', 'a|b|x|d', 'b|x'],
    ['the most alike line is taken when none fits', 'total 10', 'begin|total 12|end', 'total 12'],
  ])('%s', (_claim, pinned, printed, accepted) => {
    const { lines: now } = acceptLines(lines(pinned), lines(printed), 0);
    expect(now.join('|')).toBe(accepted);
    expect(matchLines(now, lines(printed), 0).kind).toBe('match');
  });
});
