import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../../src/engine/transcript/canonical-text.ts';

interface Vector {
  readonly id: string;
  readonly what: string;
  readonly bytes: string;
  readonly text: string;
}
const file = path.join(import.meta.dirname, '../../data/text-vectors.json');
const { vectors }: { vectors: Vector[] } = JSON.parse(readFileSync(file, 'utf8'));

const utf16 = (text: string, order: 'le' | 'be' = 'le'): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};
const canonical = (bytes: string | Uint8Array): string =>
  canonicalText(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes).text;

describe('the vectors', () => {
  test.each(vectors)('$id $what', ({ bytes, text }) => expect(canonical(Buffer.from(bytes, 'hex'))).toBe(text));
  test('there are some', () => expect(vectors.length).toBeGreaterThan(15));
});

describe('bytes become text', () => {
  test.each<[claim: string, bytes: Uint8Array, text: string]>([
    ['UTF-16BE without a mark', utf16('PASS 1\r\n', 'be'), 'PASS 1\n'],
    ['UTF-16LE without a mark and with a letter that has no NUL', utf16('café – ok\n'), 'café – ok\n'],
    ['Cyrillic UTF-16LE without a mark', utf16('Привет, мир\n'), 'Привет, мир\n'],
    ['Cyrillic UTF-16BE without a mark', utf16('Привет, мир\n', 'be'), 'Привет, мир\n'],
    ['UTF-16LE with a mark and letters that have no NUL', Buffer.from('fffe1f041f041f04', 'hex'), 'ППП\n'],
    ['UTF-16BE with a mark and letters that have no NUL', Buffer.from('feff041f041f041f', 'hex'), 'ППП\n'],
    ['UTF-16BE with a mark and an odd last byte', Buffer.from('feff0061ff', 'hex'), 'a\u{fffd}\n'],
    ['UTF-8 with a mark and a lone lead byte', Buffer.from('efbbbfc361', 'hex'), '\u{fffd}a\n'],
    ['UTF-16LE with a mark and an odd last byte', Buffer.from('fffe6100ff', 'hex'), 'a\u{fffd}\n'],
    ['names ended by NUL are UTF-8', Buffer.from('./a.txt\0./bcd.txt\0'), './a.txt␀./bcd.txt␀\n'],
    ['one name ended by NUL is UTF-8', Buffer.from('./a.txt\0'), './a.txt␀\n'],
    ['binary with NULs everywhere', Buffer.from('00010203000102ff', 'hex'), '␀␁␂␃␀␁␂ÿ\n'],
    [
      'CESU-8 pairs are three bad parts each',
      Buffer.from('61eda0bdedb88062', 'hex'),
      'a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}b\n',
    ],
    ['a sequence cut off at the end is one bad part', Buffer.from('c3a9e282', 'hex'), 'é\u{fffd}\n'],
    ['a lone lead byte before ASCII is Windows-1252', Buffer.from('c36162', 'hex'), 'Ãab\n'],
    ['Windows-1252 next to ASCII', Buffer.from('80203132', 'hex'), '€ 12\n'],
    ['C1 in UTF-8 is no letter', Buffer.from('61c28562', 'hex'), 'a\\u{85}b\n'],
    ['an 8-bit CSI in UTF-8 is a sequence', Buffer.from('61c29b33316d62', 'hex'), 'ab\n'],
    ['nothing', Buffer.alloc(0), ''],
    ['only a mark', Buffer.from('efbbbf', 'hex'), ''],
    ['only line ends', Buffer.from('\n\r\n\n'), ''],
  ])('%s', (_claim, bytes, text) => expect(canonical(bytes)).toBe(text));
});

describe('a terminal would show', () => {
  test.each<[claim: string, printed: string, text: string]>([
    ['OSC ended by ST', 'a\u{1b}]0;title\u{1b}\\b', 'ab\n'],
    ['OSC ended by BEL', 'a\u{1b}]8;;http://x\u{7}b', 'ab\n'],
    ['an OSC without an end does not swallow the next lines', '\u{1b}]0;title\nsecond', '␛]0;title\nsecond\n'],
    ['a shorter overwrite leaves the rest', 'abcdef\rXY', 'XYcdef\n'],
    ['erase to the end of the line', 'abcdef\r\u{1b}[Kxy', 'xy\n'],
    ['erase to the start of the line', 'abc\u{1b}[1Kd', '   d\n'],
    ['erase the line, cursor stays', 'abc\u{1b}[2Kd', '   d\n'],
    ['the cursor moves back and on', 'abc\u{1b}[2DX\u{1b}[1CZ', 'aXcZ\n'],
    ['CRLF is one line end', 'a\r\nb\r\n', 'a\nb\n'],
    ['CR CR LF is one line end', 'a\r\r\nb', 'a\nb\n'],
    ['trailing blanks are gone', 'a  \t\n  b \n\n\n', 'a\n  b\n'],
    ['blank lines in the middle stay', 'a\n\n\nb', 'a\n\n\nb\n'],
    ['NFD becomes NFC', 'e\u{301}', 'é\n'],
    ['a combining mark is overwritten with its letter', 'e\u{301}x\rab', 'ab\n'],
    ['isolates are shown', 'a\u{2066}b\u{2069}c', 'a\\u{2066}b\\u{2069}c\n'],
    ['zero-width space and mark are shown', 'a\u{200b}b\u{feff}c', 'a\\u{200b}b\\u{feff}c\n'],
    ['joiners stay, emoji need them', '👩\u{200d}💻', '👩\u{200d}💻\n'],
    ['line and paragraph separators are shown', 'a\u{2028}b\u{2029}c', 'a\\u{2028}b\\u{2029}c\n'],
    ['a tag character is shown', 'a\u{e0041}b', 'a\\u{e0041}b\n'],
    ['a bell is shown', 'a\u{7}b', 'a␇b\n'],
    ['a backspace past the start stays there', '\b\bab', 'ab\n'],
    ['a backspace does not erase', 'ab\b', 'ab\n'],
    ['an escape at the very end is shown', 'ab\u{1b}', 'ab␛\n'],
    ['a tab is a tab', 'a\tb', 'a\tb\n'],
  ])('%s', (_claim, printed, text) => expect(canonical(printed)).toBe(text));

  test('canonical text is a fixed point, but for bytes that Windows-1252 leaves open', () => {
    for (const { text } of vectors.filter(({ id }) => id !== 'T08')) expect(canonical(text)).toBe(text);
  });
});
