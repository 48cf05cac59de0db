import type { Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import { parseTree } from '../engine/index.ts';

/** A generated region of a page: the lines of its two marks, from 1. */
export interface Region {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

/** Something wrong with the marks of a page. */
export interface RegionFault {
  readonly line: number;
  readonly words: string;
}

/** The regions of one page and what is wrong with its marks. */
export interface Regions {
  readonly regions: readonly Region[];
  readonly faults: readonly RegionFault[];
}

interface Mark {
  readonly line: number;
  /** Null for the mark that ends a region. */
  readonly name: string | null;
}

const BEGIN = /^\s*generated:\s*(\S*)\s*$/;
const END = /^\s*end generated\s*$/;

/** Finds the regions between `generated: NAME` and `end generated` comments, those of MDX or of HTML, outside of code. */
export function findRegions(file: string, text: string): Regions {
  const { value, problems } = parseTree(file, text);
  const regions: Region[] = [];
  const faults: RegionFault[] = problems.map(({ place, title, detail }) => ({
    line: place.line,
    words: `${title}: ${detail}`,
  }));
  let open: { line: number; name: string } | null = null;
  const unclosed = (mark: { line: number; name: string }): number =>
    faults.push({ line: mark.line, words: `the region of table ${mark.name} is not closed` });
  for (const { line, name } of marksOf(value)) {
    if (name === null && open === null) faults.push({ line, words: 'a region ends here that did not begin' });
    if (name !== null && open !== null) unclosed(open);
    if (name === null && open !== null) regions.push({ name: open.name, begin: open.line, end: line });
    open = name === null ? null : { line, name };
  }
  if (open !== null) unclosed(open);
  return { regions, faults };
}

function marksOf(tree: Root): readonly Mark[] {
  const marks: Mark[] = [];
  visit(tree, (node) => {
    const words = commentOf(node);
    if (words === null) return;
    const line = node.position?.start.line ?? 1;
    const begins = BEGIN.exec(words);
    if (begins) marks.push({ line, name: begins[1] ?? '' });
    else if (END.test(words)) marks.push({ line, name: null });
  });
  return marks;
}

function commentOf(node: Root | RootContent): string | null {
  if (node.type === 'html') return /^<!--([^]*)-->$/.exec(node.value.trim())?.[1] ?? null;
  if (node.type !== 'mdxFlowExpression' && node.type !== 'mdxTextExpression') return null;
  return /^\/\*([^]*)\*\/$/.exec(node.value.trim())?.[1] ?? null;
}
