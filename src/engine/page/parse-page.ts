import type { Code, Heading as HeadingNode, Root, RootContent, Yaml } from 'mdast';
import GithubSlugger from 'github-slugger';
import { toString } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import type { Read } from '../base/problem.ts';
import type { Block, Heading, Page } from './page.ts';
import { pageSlug } from './page-slug.ts';
import { parseFrontMatter } from './parse-front-matter.ts';
import { parseTree } from './parse-tree.ts';

/** Reads one page's text: its title, headings and fenced blocks in order, and every problem with its line. */
export function parsePage(file: string, text: string): Read<Page> {
  const tree = parseTree(file, text);
  const front = parseFrontMatter(file, frontMatterOf(tree.value));
  const { headings, blocks } = collectNodes(file, tree.value, text.split('\n'));
  return {
    value: { file, slug: pageSlug(file), title: front.value, headings, blocks },
    problems: tree.problems.length > 0 ? tree.problems : front.problems,
  };
}

function frontMatterOf(tree: Root): Yaml | null {
  const first = tree.children[0];
  return first?.type === 'yaml' ? first : null;
}

function collectNodes(file: string, tree: Root, rows: readonly string[]): { headings: Heading[]; blocks: Block[] } {
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  const blocks: Block[] = [];
  visit(tree, (node) => {
    if (isHeading(node)) headings.push(headingOf(node, slugger));
    if (isCode(node) && node.lang) blocks.push(blockOf(node, { file, heading: headings.at(-1)?.slug ?? null, rows }));
  });
  return { headings, blocks };
}

function headingOf(node: HeadingNode, slugger: GithubSlugger): Heading {
  const text = toString(node, { includeImageAlt: false });
  return { slug: slugger.slug(text), text, depth: node.depth, line: lineOf(node) };
}

function blockOf(node: Code, at: { file: string; heading: string | null; rows: readonly string[] }): Block {
  return {
    language: node.lang ?? '',
    meta: rawMeta(node, at.rows),
    text: node.value,
    place: { file: at.file, line: lineOf(node) },
    heading: at.heading,
  };
}

/** The meta string as it is written: Markdown would take away the backslash of `\\"` before attributes are read. */
function rawMeta(node: Code, rows: readonly string[]): string {
  const { line = 1, column = 1 } = node.position?.start ?? {};
  const opening = (rows[line - 1] ?? '').slice(column - 1).trimEnd();
  return /^(?:`{3,}|~{3,})\s*\S+\s+(.*)$/.exec(opening)?.[1] ?? '';
}

function lineOf(node: { position?: { start: { line: number } } | undefined }): number {
  return node.position?.start.line ?? 1;
}

function isHeading(node: Root | RootContent): node is HeadingNode {
  return node.type === 'heading';
}

function isCode(node: Root | RootContent): node is Code {
  return node.type === 'code';
}
