import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { allTables } from './all-tables-fs.ts';
import { checkTables, type PageText, type TableFinding, type TablesChecked } from './check-tables.ts';
import { fillRegions, type TableLines } from './fill-regions.ts';
import { findRegions } from './find-regions.ts';
import { markdownTable } from './markdown-table.ts';

/** Compares the generated tables of a project's pages with the code. */
export async function checkTablesOf(root: string): Promise<TablesChecked> {
  const { tables, faults } = await readTables(root);
  const { regions, findings } = checkTables(readPages(root), tables);
  return { regions, findings: [...faults, ...findings] };
}

/** Rewrites the generated tables of a project's pages, and answers the files that changed. */
export async function writeTables(root: string): Promise<readonly string[]> {
  const { tables } = await readTables(root);
  return readPages(root).flatMap(({ file, text }) => {
    const filled = fillRegions(text, findRegions(file, text).regions, tables);
    if (filled === text) return [];
    writeFileSync(path.join(root, file), filled);
    return [file];
  });
}

interface TablesRead {
  readonly tables: TableLines;
  readonly faults: readonly TableFinding[];
}

// A source that cannot be read is a finding like another, and the other tables are still compared.
async function readTables(root: string): Promise<TablesRead> {
  const tables = new Map<string, readonly string[]>();
  const faults: TableFinding[] = [];
  for (const { name, source, read } of allTables(root)) {
    try {
      tables.set(name, markdownTable(await read()));
    } catch (error) {
      const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      faults.push({ file: source, line: 1, words: `the table ${name} cannot be made: ${why}` });
    }
  }
  return { tables, faults };
}

function readPages(root: string): readonly PageText[] {
  const files = globSync(['content/**/*.mdx', 'content/**/*.md', '*.md'], { cwd: root }).sort();
  return files.map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
}
