import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { problem, type Read } from '../base/problem.ts';
import { isPageFile, parsePageBytes } from './decode-page.ts';
import type { Page } from './page.ts';

/** Reads every `content/**\/*.mdx` under the root, sorted by path. Parts whose name starts with `_` are not pages. */
export async function readPages(root: string): Promise<Read<readonly Page[]>> {
  const found = await glob(['content/**/*.mdx'], {
    cwd: root,
    ignore: ['**/_*', '**/node_modules/**'],
    followSymbolicLinks: false,
  });
  const files = found.filter(isPageFile).sort();
  if (files.length === 0)
    return { value: [], problems: [problem('PR603', { file: 'content', line: 1 }, { detail: 'no page was found' })] };
  const read = await Promise.all(
    files.map(async (file) => parsePageBytes(file, await readFile(path.join(root, file)))),
  );
  return { value: read.map((one) => one.value), problems: read.flatMap((one) => one.problems) };
}
