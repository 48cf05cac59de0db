/** A text that stands in another in base64, and the line (from 1) at which it begins. */
export interface DecodedText {
  readonly text: string;
  readonly line: number;
}

const RUN = /(?<![\w+/-])[\w+/-]{16,}={0,2}/g;
/** Long lines of nothing but base64, one below the other: how programs wrap it. */
const WRAPPED = /^[ \t"']*(?:[\w+/-]{40,}[ \t"'\\]*\r?\n[ \t"']*)+[\w+/-]*={0,2}/gm;
const PRINTABLE = /[\t\n\r -~]{12,}/g;

/**
 * The texts that stand in a text in base64, in either alphabet, on one line or wrapped, once or twice over. What is
 * printable of each is given, so that a byte of another kind before or after it hides nothing.
 */
export function decodedTexts(text: string): readonly DecodedText[] {
  const once = decodedOnce(text);
  const twice = once.flatMap((outer) => decodedOnce(outer.text).map((inner) => ({ ...inner, line: outer.line })));
  return distinct([...once, ...twice]);
}

function decodedOnce(text: string): readonly DecodedText[] {
  const found = [...text.matchAll(WRAPPED), ...text.matchAll(RUN)];
  const lines = lineStarts(text);
  return found.flatMap(({ 0: run, index }) =>
    printableIn(run.replaceAll(/[^\w+/-]/g, '')).map((one) => ({ text: one, line: lineAt(lines, index) })),
  );
}

/** A word that is glued to the front shifts what follows, so each of the four places is tried. */
function printableIn(run: string): readonly string[] {
  return [0, 1, 2, 3].flatMap((from) => {
    const decoded = Buffer.from(run.slice(from), 'base64').toString('latin1');
    return [...(decoded.match(PRINTABLE) ?? []), ...(decoded.replaceAll('\0', '').match(PRINTABLE) ?? [])];
  });
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** The line of a place, by halves. */
function lineAt(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle;
  }
  return low + 1;
}

function distinct(found: readonly DecodedText[]): readonly DecodedText[] {
  return [...new Map(found.toReversed().map((one) => [one.text, one])).values()].toReversed();
}
