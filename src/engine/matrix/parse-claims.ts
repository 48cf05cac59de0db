import type { Heading, Nodes, Root, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { visit, SKIP } from 'unist-util-visit';
import type { Read } from '../base/problem.ts';
import { flatText, type FlatText } from '../page/flat-text.ts';
import { parseTree } from '../page/parse-tree.ts';
import { asSentence, sentencesOf, type Sentence } from '../page/sentences.ts';
import type { Claim, ClaimFile } from './claim.ts';

const MARK = /^(?:<!--\s*claims\s*-->|\/\*\s*claims\s*\*\/)$/;
const ROW = /\[([A-Za-z][\w.-]*)\]/g;
const ONLY_ROWS = /^(?:\s*\[[A-Za-z][\w.-]*\][\s.,;]*)+/;

/** Reads the claims of a file: each list item, table row or sentence under a heading that the comment `claims` follows. */
export function parseClaims(file: string, text: string): Read<ClaimFile> {
  const { value: tree, problems } = parseTree(file, text);
  const sections = sectionsOf(tree);
  const claims = sections.flat().flatMap((node) => claimsOf(node, file));
  return { value: { file, sections: sections.length, claims, sentences: allSentences(tree) }, problems };
}

/** The nodes under each marked heading, up to the next heading that is not deeper. */
function sectionsOf(tree: Root): readonly (readonly RootContent[])[] {
  return tree.children.flatMap((node, index) => {
    const next = tree.children[index + 1];
    if (node.type !== 'heading' || next === undefined || !isMark(next)) return [];
    const rest = tree.children.slice(index + 2);
    const end = rest.findIndex((one) => isHeading(one) && one.depth <= node.depth);
    return [end < 0 ? rest : rest.slice(0, end)];
  });
}

function isMark(node: RootContent): boolean {
  return (node.type === 'html' || node.type === 'mdxFlowExpression') && MARK.test(node.value.trim());
}

function isHeading(node: RootContent): node is Heading {
  return node.type === 'heading';
}

function claimsOf(root: RootContent, file: string): readonly Claim[] {
  const claims: Claim[] = [];
  visit(root, (node) => {
    if (node.type === 'heading' || node.type === 'code') return SKIP;
    if (node.type === 'listItem' || (node.type === 'tableRow' && node.position?.start.line !== headLine(root))) {
      claims.push(claimOf(asSentence(words(node)), file));
      return SKIP;
    }
    if (node.type === 'tableRow') return SKIP;
    if (node.type === 'paragraph') claims.push(...joined(sentencesOf(words(node))).map((one) => claimOf(one, file)));
    return undefined;
  });
  return claims;
}

function headLine(root: RootContent): number | undefined {
  return root.type === 'table' ? root.position?.start.line : undefined;
}

function claimOf({ text, line }: Sentence, file: string): Claim {
  const rows = [...text.matchAll(ROW)].map(([, id = '']) => id);
  return { text: text.replaceAll(ROW, '').replaceAll(/\s+(?=[.,;]|$)/g, ''), rows, place: { file, line } };
}

/** Sentences, where rows that are named after the full stop belong to the sentence before it. */
function joined(sentences: readonly Sentence[]): readonly Sentence[] {
  const all: Sentence[] = [];
  for (const one of sentences) {
    const before = all.at(-1);
    const rows = before === undefined ? '' : (ONLY_ROWS.exec(one.text)?.[0] ?? '');
    if (before !== undefined && rows !== '') all[all.length - 1] = { ...before, text: `${before.text} ${rows.trim()}` };
    if (rows.length < one.text.length)
      all.push(asSentence({ text: one.text.slice(rows.length), lines: one.lines.slice(rows.length) }));
  }
  return all;
}

/** The words of a node; a link that leads to a row, or is written as one, stands as `[ROW]`. */
function words(node: Nodes): FlatText {
  return flatText(node, (one) => {
    if (one.type !== 'link' && one.type !== 'linkReference') return null;
    const target = 'url' in one ? (/\/matrix\/?#([\w.-]+)$/.exec(one.url)?.[1] ?? null) : toString(one);
    return target === null ? toString(one) : `[${target}]`;
  });
}

function allSentences(tree: Root): readonly Sentence[] {
  const sentences: Sentence[] = [];
  visit(tree, (node) => {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableRow')
      sentences.push(...sentencesOf(words(node)));
  });
  return sentences;
}
