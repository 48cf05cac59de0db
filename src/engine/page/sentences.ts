import type { FlatText } from './flat-text.ts';

/** A sentence and the line, from 1, on which it begins. */
export interface Sentence extends FlatText {
  readonly line: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

// A sentence of a technical page may begin with a command in small letters.
const SMALL = /(?<=[.!?]\)?)(?<!\b(?:e\.g|i\.e|etc|vs|cf|approx)\.)\s+(?=\p{Ll})/u;

/** The sentences of a passage, trimmed, in order. */
export function sentencesOf({ text, lines }: FlatText): readonly Sentence[] {
  return [...segmenter.segment(text)].flatMap(({ segment, index }) =>
    partsOf(segment).flatMap((part) =>
      part.text.trim() === '' ? [] : [asSentence({ text: part.text, lines: lines.slice(index + part.at) })],
    ),
  );
}

/** A passage as one sentence, trimmed. */
export function asSentence({ text, lines }: FlatText): Sentence {
  const begins = text.length - text.trimStart().length;
  const trimmed = lines.slice(begins, text.trimEnd().length);
  return { text: text.trim(), lines: trimmed, line: trimmed[0] ?? 1 };
}

function partsOf(segment: string): readonly { readonly text: string; readonly at: number }[] {
  let at = 0;
  return segment.split(SMALL).map((text) => {
    const begins = segment.indexOf(text, at);
    at = begins + text.length;
    return { text, at: begins };
  });
}
