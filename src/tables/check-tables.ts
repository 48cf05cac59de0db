import { findRegions, type Region } from './find-regions.ts';
import { firstDrift, type TableLines } from './fill-regions.ts';

/** A page as it stands. */
export interface PageText {
  readonly file: string;
  readonly text: string;
}

/** What is wrong with a generated table, at a line from 1. */
export interface TableFinding {
  readonly file: string;
  readonly line: number;
  readonly words: string;
}

/** How many regions were compared, and what is wrong with them. */
export interface TablesChecked {
  readonly regions: number;
  readonly findings: readonly TableFinding[];
}

/** Compares every region of every page with its table. A name that no table has, and a table that no page shows, are findings. */
export function checkTables(pages: readonly PageText[], tables: TableLines): TablesChecked {
  const looked = pages.map((page) => ({ page, ...findRegions(page.file, page.text) }));
  const shown = new Set(looked.flatMap(({ regions }) => regions.map(({ name }) => name)));
  const hidden = [...tables.keys()].filter((name) => !shown.has(name));
  return {
    regions: looked.reduce((sum, { regions }) => sum + regions.length, 0),
    findings: [
      ...looked.flatMap(({ page, faults }) => faults.map((fault) => ({ file: page.file, ...fault }))),
      ...looked.flatMap(({ page, regions }) => regions.flatMap((region) => judge(page, region, tables))),
      ...hidden.map((name) => ({ file: 'content', line: 1, words: `no page shows the table ${name}` })),
    ],
  };
}

function judge({ file, text }: PageText, region: Region, tables: TableLines): readonly TableFinding[] {
  const lines = tables.get(region.name);
  if (lines === undefined)
    return [
      { file, line: region.begin, words: `there is no table ${region.name}; npm run tables -- --list names all` },
    ];
  const line = firstDrift(text, region, lines);
  return line === null
    ? []
    : [{ file, line, words: `the table ${region.name} is not what the code says; run npm run tables` }];
}
