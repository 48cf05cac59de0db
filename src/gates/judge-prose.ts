import type { Nodes } from 'mdast';
import { visit } from 'unist-util-visit';
import { flatText, parseTree, sentencesOf } from '../engine/index.ts';
import { findRegions } from '../tables/find-regions.ts';
import type { Finding } from './gate.ts';
import { LONGEST_SENTENCE, PROSE_WORDS } from './prose-words.ts';

/** What is wrong with the sentences of a page. Code and addresses are no prose, and the length of what generated tables say is not judged. */
export function judgeProse(
  file: string,
  text: string,
): { readonly sentences: number; readonly findings: readonly Finding[] } {
  const { regions } = findRegions(file, text);
  const isGenerated = (line: number): boolean => regions.some(({ begin, end }) => begin < line && line < end);
  const sentences = passagesOf(file, text).flatMap((node) => sentencesOf(flatText(node, withoutCode)));
  return {
    sentences: sentences.length,
    findings: sentences.flatMap(({ text, line, lines }) => [
      ...wordFindings(text, lines).map((one) => ({ file, ...one })),
      ...(isGenerated(line) ? [] : lengthFindings(text).map((words) => ({ file, line, words }))),
    ]),
  };
}

/** Code counts as one word of the sentence, and none of the list. */
function withoutCode(node: Nodes): string | null {
  return node.type === 'inlineCode' ? '#' : null;
}

function passagesOf(file: string, text: string): readonly Nodes[] {
  const passages: Nodes[] = [];
  visit(parseTree(file, text).value, (node) => {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') passages.push(node);
  });
  return passages;
}

function wordFindings(text: string, lines: readonly number[]): readonly { line: number; words: string }[] {
  return PROSE_WORDS.flatMap(({ pattern, reason }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map(({ 0: found, index }) => ({
      line: lines[index] ?? 1,
      words: `says "${found}": ${reason}`,
    })),
  );
}

function lengthFindings(text: string): readonly string[] {
  const count = text.split(' ').filter((word) => /[\p{L}\p{N}#]/u.test(word)).length;
  return count > LONGEST_SENTENCE ? [`has a sentence of ${count} words: cut it, ${LONGEST_SENTENCE} are the most`] : [];
}
