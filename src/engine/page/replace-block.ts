/** New lines for the fenced block whose opening fence stands on `line` (from 1) and that holds `count` lines now. */
export interface BlockEdit {
  readonly line: number;
  readonly count: number;
  readonly lines: readonly string[];
}

/** A page's text with blocks rewritten: indentation, quote marks and line ends stay; a fence grows when its text holds one. */
export function replaceBlocks(text: string, edits: readonly BlockEdit[]): string {
  const rows = text.split('\n');
  for (const edit of edits.toSorted((a, b) => b.line - a.line)) replaceBlock(rows, edit);
  return rows.join('\n');
}

function replaceBlock(rows: string[], { line, count, lines }: BlockEdit): void {
  const opening = rows[line - 1] ?? '';
  const match = /^([\s>*+\-.\d)]*?)(`{3,}|~{3,})/.exec(opening);
  const [, lead = '', fence = '```'] = match ?? [];
  const prefix = lead.replaceAll(/[^\s>]/g, ' ');
  const end = opening.endsWith('\r') ? '\r' : '';
  const grown = fenceFor(fence, lines);
  const body = lines.map((one) => `${`${prefix}${one}`.trimEnd()}${end}`);
  const closing = (rows[line + count] ?? '').replace(fence, grown);
  rows.splice(line - 1, count + 2, opening.replace(fence, grown), ...body, closing);
}

function fenceFor(fence: string, lines: readonly string[]): string {
  const mark = fence.slice(0, 1);
  const runs = lines
    .map((one) => one.trimStart())
    .map((one) => one.length - one.replace(new RegExp(`^${mark}+`), '').length);
  return mark.repeat(Math.max(fence.length, ...runs.map((run) => run + 1)));
}
