import type { Yaml } from 'mdast';
import { parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { problem, type Read } from '../base/problem.ts';

const schema = z.looseObject({
  title: z.string().trim().min(1).describe('The page title, shown in the sidebar and the browser tab.'),
});

/** Reads the page title from its front matter; without a usable one the title is empty and a problem says why. */
export function parseFrontMatter(file: string, node: Yaml | null): Read<string> {
  if (node === null) return { value: '', problems: [problem('PR104', { file, line: 1 })] };
  const document = parseDocument(node.value);
  const [error] = document.errors;
  if (error) {
    const line = 2 + lineOffset(node.value, error.pos[0]);
    return { value: '', problems: [problem('PR103', { file, line }, { detail: error.message.split('\n')[0] ?? '' })] };
  }
  const parsed = schema.safeParse(valueOf(document));
  if (!parsed.success) return { value: '', problems: [problem('PR104', { file, line: 1 })] };
  return { value: parsed.data.title, problems: [] };
}

/** Aliases that would grow beyond measure are refused by the parser only here; such a text has no title. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return null;
  }
}

function lineOffset(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}
