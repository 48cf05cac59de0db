import type { FlatText } from './flat-text.ts';

/** A sentence and the line, from 1, on which it begins. */
export interface Sentence extends FlatText {
  readonly line: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a passage, trimmed, in order. */
export function sentencesOf({ text, lines }: FlatText): readonly Sentence[] {
  return [...segmenter.segment(text)].flatMap(({ segment, index }) => {
    return segment.trim() === '' ? [] : [asSentence({ text: segment, lines: lines.slice(index) })];
  });
}

/** A passage as one sentence, trimmed. */
export function asSentence({ text, lines }: FlatText): Sentence {
  const begins = text.length - text.trimStart().length;
  const trimmed = lines.slice(begins, text.trimEnd().length);
  return { text: text.trim(), lines: trimmed, line: trimmed[0] ?? 1 };
}
