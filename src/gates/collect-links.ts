import type { Nodes } from 'mdast';
import { visit } from 'unist-util-visit';
import { parseTree } from '../engine/index.ts';

/** A link of a page: where it leads as written, and its line from 1. */
export interface Link {
  readonly url: string;
  readonly line: number;
}

/** Every link, image and definition of a Markdown or MDX text, those of its elements too; nothing in code. */
export function collectLinks(file: string, text: string): readonly Link[] {
  const links: Link[] = [];
  visit(parseTree(file, text).value, (node) => {
    const line = node.position?.start.line ?? 1;
    for (const url of urlsOf(node)) links.push({ url, line });
  });
  return links;
}

function urlsOf(node: Nodes): readonly string[] {
  if (node.type === 'link' || node.type === 'image' || node.type === 'definition') return [node.url];
  if (node.type === 'html') return [...node.value.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, url = '']) => url);
  if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return [];
  return node.attributes.flatMap((one) =>
    one.type === 'mdxJsxAttribute' && /^(?:href|src)$/.test(one.name) && typeof one.value === 'string'
      ? [one.value]
      : [],
  );
}
