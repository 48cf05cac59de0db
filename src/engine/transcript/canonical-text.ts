import { decode, type Encoding } from './decode.ts';
import { renderTerminal } from './terminal.ts';
import { visible } from './visible.ts';

/** A piece in canonical form: LF, NFC, no trailing blanks, no invisible characters; empty, or ending in one newline. */
export interface CanonicalText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** Turns the bytes that one command printed into the text that a transcript keeps. */
export function canonicalText(bytes: Uint8Array): CanonicalText {
  const { text, encoding } = decode(bytes);
  const eightBit = encoding !== 'windows-1252';
  const shown = visible(renderTerminal(text, { eightBit }), { eightBit });
  return { text: tidyLines(shown.normalize('NFC')), encoding };
}

/** No blanks at line ends, no empty lines at the end, one final newline unless there is no text at all. */
export function tidyLines(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/[ \t]+$/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
