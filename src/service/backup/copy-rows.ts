import type { Bytes } from './records.ts';

const NEWLINE = 10;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The rows of COPY text, each as its columns' values; null is null. */
export async function* copyRows(source: Bytes): AsyncGenerator<readonly (string | null)[]> {
  for await (const line of linesOf(source)) yield line.split('\t').map(parseValue);
}

// Cut before it is decoded, so that a character that lies across two pieces stays whole.
async function* linesOf(source: Bytes): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
    }
  }
}

function parseValue(text: string): string | null {
  if (text === '\\N') return null;
  return text.replaceAll(/\\([^])/g, (_whole, letter: string) => ESCAPES[letter] ?? letter);
}
