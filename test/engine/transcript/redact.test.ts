import { describe, expect, test } from 'vitest';
import { buildTranscript } from '../../../src/engine/transcript/build-transcript.ts';
import { BUILT_IN, redact, valueRedactions, type Redaction } from '../../../src/engine/transcript/redact.ts';

const built = (text: string): string => redact(text, BUILT_IN).text;

describe('built-in redactions', () => {
  test.each([
    ['2026-01-02T03:04:05Z', '[INSTANT]'],
    ['at 2026-01-02 03:04:05.678+02:00,', 'at [INSTANT],'],
    ['Fri, 02 Jan 2026 03:04:05 GMT', '[INSTANT]'],
    ['2026-01-02', '2026-01-02'],
    ['took 12 ms', 'took [MS]'],
    ['took 1.5s and 3.2ms', 'took [MS] and [MS]'],
    ['off by -12 ms, -0.5 s', 'off by [MS], [MS]'],
    ['5-10 ms, x-3 ms', '5-[MS], x-[MS]'],
    ['5 seconds, 5s', '5 seconds, 5s'],
    ['12 msgs', '12 msgs'],
    ['http://127.0.0.1:34567/x', 'http://127.0.0.1:[PORT]/x'],
    ['localhost:8080', 'localhost:[PORT]'],
    ['example.com:8080', 'example.com:8080'],
    ['0d9c2f3e-1111-4222-8333-0123456789ab', '[ID]'],
    ['a'.repeat(40), '[SHA]'],
    ['f'.repeat(64), '[SHA]'],
    ['f'.repeat(41), 'f'.repeat(41)],
    ['1 500 EUR of 2,000', '1 500 EUR of 2,000'],
  ])('%s → %s', (text, redacted) => expect(built(text)).toBe(redacted));
});

/** A small generator whose sequence depends on the seed alone. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}
const PIECES = [
  '2026-01-02T03:04:05Z',
  ' 12 ms',
  '127.0.0.1:',
  '8080',
  '[',
  ']',
  '[MS]',
  '[TMP',
  'A'.repeat(40),
  'a'.repeat(40),
  '-',
  ':',
  '1',
  's',
  ' ',
  '\n',
  '0d9c2f3e-1111-4222-8333-0123456789ab',
  '/tmp/x',
  '/tmp/x/y',
  'MS',
  'INSTANT',
  'ev_1',
  '03:04',
  '.5',
];
const WHOLE: readonly Redaction[] = [
  ...valueRedactions('TMP', ['/tmp/x', '/tmp/x/y']),
  { name: 'EVENT', pattern: /ev_\d+/g },
  { name: 'BROAD', pattern: /[A-Z]{2,}/g },
  ...BUILT_IN,
];

describe('redacting twice', () => {
  test('changes nothing, whatever the text', () => {
    for (let seed = 1; seed <= 3000; seed += 1) {
      const next = random(seed);
      const text = Array.from({ length: 1 + next(12) }, () => PIECES[next(PIECES.length)]).join('');
      const once = redact(text, WHOLE).text;
      expect(redact(once, WHOLE).text, JSON.stringify(text)).toBe(once);
    }
  });
});

describe('a redaction of the script', () => {
  const rules = { scratch: ['/tmp/p/1'], root: ['/work/here'], redactions: [] };
  const printed = (text: string) => ({ kind: 'printed', bytes: Buffer.from(text) }) as const;
  test('hides every occurrence, the longest value first', () => {
    const { text } = buildTranscript(
      [
        printed('abc abcd /tmp/p/1/f /work/here/g\n'),
        { kind: 'redact', value: 'abc', name: 'SHORT' },
        { kind: 'redact', value: 'abcd', name: 'LONG' },
      ],
      rules,
    );
    expect(text).toBe('[SHORT] [SHORT]d [TMP]/f [ROOT]/g\n');
  });
  test('that matches nothing is told', () => {
    const { idleRedactions } = buildTranscript([printed('x\n'), { kind: 'redact', value: 'abc', name: 'IDLE' }], rules);
    expect(idleRedactions).toEqual(['IDLE']);
  });
});
