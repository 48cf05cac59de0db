import { problem, type Problem, type Read } from '../base/problem.ts';
import type { Page } from './page.ts';
import { parsePage } from './parse-page.ts';

/** Whether a file, by its path from the root, is a page: MDX under content/, no part of whose name begins with `_` or a dot. */
export function isPageFile(file: string): boolean {
  const parts = file.split('/');
  const hidden = parts.some((part) => part.startsWith('_') || part.startsWith('.') || part === 'node_modules');
  return parts[0] === 'content' && parts.length > 1 && file.endsWith('.mdx') && !hidden;
}

/** Reads a page from its bytes, with every problem in it. */
export function parsePageBytes(file: string, bytes: Uint8Array): Read<Page> {
  const { text, problems } = decodePage(file, bytes);
  const page = parsePage(file, text);
  return { value: page.value, problems: [...problems, ...page.problems] };
}

function decodePage(file: string, bytes: Uint8Array): { text: string; problems: readonly Problem[] } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.startsWith('\u{feff}')) return { text, problems: [] };
    return {
      text: text.slice(1),
      problems: [problem('PR102', { file, line: 1 }, { detail: 'it starts with a byte order mark' })],
    };
  } catch {
    return { text: new TextDecoder().decode(bytes), problems: [problem('PR102', { file, line: badLine(bytes) })] };
  }
}

/** The first line whose bytes are not UTF-8. */
function badLine(bytes: Uint8Array): number {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const bad = lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')));
  return Math.max(bad, 0) + 1;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
