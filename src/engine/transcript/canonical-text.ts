import { decode, type Encoding } from './decode.ts';
import { renderTerminal } from './terminal.ts';

/** A piece in canonical form: LF, NFC, no trailing blanks, no invisible characters; empty, or ending in one newline. */
export interface CanonicalText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** Turns the bytes that one command printed into the text that a transcript keeps. */
export function canonicalText(bytes: Uint8Array): CanonicalText {
  const { text, encoding } = decode(bytes);
  const eightBit = encoding !== 'windows-1252';
  const shown = showControls(renderTerminal(text, { eightBit }), eightBit);
  return { text: tidyLines(shown.normalize('NFC')), encoding };
}

/** Control characters become their pictures; characters that hide, join or reorder text become `\u{…}`. */
function showControls(text: string, eightBit: boolean): string {
  const visible = text
    .replaceAll(/[\u{0}-\u{8}\u{b}-\u{1f}]/gu, (character) => String.fromCodePoint(0x2400 + codeOf(character)))
    .replaceAll('\u{7f}', '\u{2421}')
    .replaceAll(/(?![\u{200c}\u{200d}])[\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  return eightBit ? visible.replaceAll(/[\u{80}-\u{9f}]/gu, escaped) : visible;
}

function escaped(character: string): string {
  return `\\u{${codeOf(character).toString(16)}}`;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** No blanks at line ends, no empty lines at the end, one final newline unless there is no text at all. */
export function tidyLines(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/[ \t]+$/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
