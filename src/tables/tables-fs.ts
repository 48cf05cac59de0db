import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { allTables } from './all-tables-fs.ts';
import { checkTables, type PageText, type TablesChecked } from './check-tables.ts';
import { fillRegions, type TableLines } from './fill-regions.ts';
import { findRegions } from './find-regions.ts';
import { markdownTable } from './markdown-table.ts';

/** Compares the generated tables of a project's pages with the code. */
export async function checkTablesOf(root: string): Promise<TablesChecked> {
  return checkTables(readPages(root), await readTables(root));
}

/** Rewrites the generated tables of a project's pages, and answers the files that changed. */
export async function writeTables(root: string): Promise<readonly string[]> {
  const tables = await readTables(root);
  return readPages(root).flatMap(({ file, text }) => {
    const filled = fillRegions(text, findRegions(file, text).regions, tables);
    if (filled === text) return [];
    writeFileSync(path.join(root, file), filled);
    return [file];
  });
}

async function readTables(root: string): Promise<TableLines> {
  const read = allTables(root).map(async ({ name, read }) => [name, markdownTable(await read())] as const);
  return new Map(await Promise.all(read));
}

function readPages(root: string): readonly PageText[] {
  const files = globSync(['content/**/*.mdx', 'content/**/*.md', '*.md'], { cwd: root }).sort();
  return files.map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
}
