import type { Heading, Root, RootContent } from 'mdast';
import { flatText, parseTree } from '../engine/index.ts';
import type { Finding } from './gate.ts';
import { type RequiredPage, SECTIONS_FILE } from './parse-sections.ts';

/** A page of the project as it is written. */
export interface WrittenPage {
  readonly file: string;
  readonly slug: string;
  readonly text: string;
}

/** What is wrong between the pages and the list of what they must have, and with headings that have no body. */
export function judgeSections(pages: readonly WrittenPage[], required: readonly RequiredPage[]): readonly Finding[] {
  const listed = new Set(required.map(({ slug }) => slug));
  return [
    ...required.flatMap((one) => requiredFindings(one, pages)),
    ...pages
      .filter(({ slug }) => !listed.has(slug))
      .map(({ file, slug }) => ({ file, line: 1, words: `is not in ${SECTIONS_FILE}: add ${slug} with its headings` })),
    ...pages.flatMap(emptyHeadings),
  ];
}

function requiredFindings({ slug, headings, line }: RequiredPage, pages: readonly WrittenPage[]): readonly Finding[] {
  const page = pages.find((one) => one.slug === slug);
  if (page === undefined)
    return [{ file: SECTIONS_FILE, line, words: `requires the page ${slug}, which does not exist` }];
  const there = new Set(headingsOf(page).map(({ words }) => words));
  return headings
    .filter((one) => !there.has(one))
    .map((one) => ({ file: page.file, line: 1, words: `lacks the heading "${one}" that ${SECTIONS_FILE} requires` }));
}

function emptyHeadings(page: WrittenPage): readonly Finding[] {
  return headingsOf(page)
    .filter(({ isEmpty }) => isEmpty)
    .map(({ line, words }) => ({ file: page.file, line, words: `the heading "${words}" has no body` }));
}

interface WrittenHeading {
  readonly words: string;
  readonly line: number;
  readonly isEmpty: boolean;
}

function headingsOf({ file, text }: WrittenPage): readonly WrittenHeading[] {
  const { children }: Root = parseTree(file, text).value;
  return children.flatMap((node, index) => {
    if (node.type !== 'heading') return [];
    const isEmpty = !bodyOf(node, children.slice(index + 1)).some(hasWords);
    return [{ words: flatText(node).text.trim(), line: node.position?.start.line ?? 1, isEmpty }];
  });
}

/** What stands below a heading, with the sections that are deeper. */
function bodyOf({ depth }: Heading, after: readonly RootContent[]): readonly RootContent[] {
  const end = after.findIndex((one) => one.type === 'heading' && one.depth <= depth);
  return end < 0 ? after : after.slice(0, end);
}

function hasWords(node: RootContent): boolean {
  if (node.type === 'html') return !/^<!--[^]*-->$/.test(node.value.trim());
  if (node.type === 'mdxFlowExpression') return !/^\/\*[^]*\*\/$/.test(node.value.trim());
  return !['heading', 'thematicBreak', 'definition', 'mdxjsEsm'].includes(node.type);
}
