import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { problem, type Problem, type Read } from '../base/problem.ts';
import type { Page } from './page.ts';
import { parsePage } from './parse-page.ts';

/** Reads every `content/**\/*.mdx` under the root, sorted by path. Parts whose name starts with `_` are not pages. */
export async function readPages(root: string): Promise<Read<readonly Page[]>> {
  const files = await glob(['content/**/*.mdx'], {
    cwd: root,
    ignore: ['**/_*', '**/node_modules/**'],
    followSymbolicLinks: false,
  });
  if (files.length === 0)
    return { value: [], problems: [problem('PR603', { file: 'content', line: 1 }, { detail: 'no page was found' })] };
  const read = await Promise.all([...files].sort().map((file) => readPage(root, file)));
  return { value: read.map((one) => one.value), problems: read.flatMap((one) => one.problems) };
}

async function readPage(root: string, file: string): Promise<Read<Page>> {
  const bytes = await readFile(path.join(root, file));
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
