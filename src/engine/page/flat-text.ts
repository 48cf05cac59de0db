import type { Nodes } from 'mdast';

/** Words of a part of a page without its marks; `lines` has the line, from 1, of each character. */
export interface FlatText {
  readonly text: string;
  readonly lines: readonly number[];
}

/** What stands for an inline node instead of its own words; null leaves them. */
export type Wording = (node: Nodes) => string | null;

/** Reads the words of a paragraph, heading or cell; white space and line ends are single spaces. */
export function flatText(node: Nodes, wording: Wording = () => null): FlatText {
  const pieces = piecesOf(node, wording).flatMap(({ text, line }) => charactersOf(text, line));
  const kept = pieces.filter(({ unit }, index) => unit !== ' ' || (index > 0 && pieces[index - 1]?.unit !== ' '));
  return { text: kept.map(({ unit }) => unit).join(''), lines: kept.map(({ line }) => line) };
}

interface Piece {
  readonly text: string;
  readonly line: number;
}

function piecesOf(node: Nodes, wording: Wording): readonly Piece[] {
  const line = node.position?.start.line ?? 1;
  const said = wording(node);
  if (said !== null) return [{ text: said, line }];
  if (node.type === 'break') return [{ text: ' ', line }];
  if ('value' in node && typeof node.value === 'string') return isWords(node) ? [{ text: node.value, line }] : [];
  return 'children' in node ? node.children.flatMap((child) => piecesOf(child, wording)) : [];
}

function isWords({ type }: Nodes): boolean {
  return type === 'text' || type === 'inlineCode';
}

function charactersOf(text: string, first: number): readonly { unit: string; line: number }[] {
  let line = first;
  return text.split('').map((unit) => {
    if (unit === '\n') line += 1;
    return { unit: /\s/.test(unit) ? ' ' : unit, line };
  });
}
