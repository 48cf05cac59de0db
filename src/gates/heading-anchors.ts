import GithubSlugger from 'github-slugger';
import { visit } from 'unist-util-visit';
import { flatText, parseTree } from '../engine/index.ts';

/** The anchors of a Markdown file's headings, as GitHub and the site make them. */
export function headingAnchors(file: string, text: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  visit(parseTree(file, text).value, 'heading', (node) => void anchors.add(slugger.slug(flatText(node).text)));
  return anchors;
}
