import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { problem, type Problem, type Read } from '../base/problem.ts';

const markdown = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml']).freeze();
const mdx = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml']).use(remarkMdx).freeze();

/** Parses a file as MDX, or as Markdown when its name ends in `.md`. What cannot be parsed is an empty tree and a problem. */
export function parseTree(file: string, text: string): Read<Root> {
  try {
    return { value: (file.endsWith('.md') ? markdown : mdx).parse(text), problems: [] };
  } catch (error) {
    return { value: { type: 'root', children: [] }, problems: [syntaxProblem(file, error)] };
  }
}

function syntaxProblem(file: string, error: unknown): Problem {
  const reason = error instanceof Error && 'reason' in error ? String(error.reason) : String(error);
  const line = error instanceof Error && 'line' in error && typeof error.line === 'number' ? error.line : 1;
  return problem('PR101', { file, line }, { detail: reason });
}
