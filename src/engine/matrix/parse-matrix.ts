import { isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { problem, type Place, type Problem, type Read } from '../base/problem.ts';
import type { Page } from '../page/page.ts';
import { rowSchema, type Row } from './row.ts';

/** Where the matrix stands in every project. */
export const MATRIX_FILE = 'content/matrix.yaml';

/** Reads the rows of a matrix, with every problem at its line. */
export function parseMatrix(text: string): Read<readonly Row[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): Place => ({ file: MATRIX_FILE, line: Math.max(1, lines.linePos(offset).line) });
  if (document.errors.length > 0) {
    return {
      value: [],
      problems: document.errors.map((error) =>
        problem('PR301', at(error.pos[0]), { detail: error.message.split('\n')[0] ?? '' }),
      ),
    };
  }
  const read = itemsOf(document).map((node) => parseRow(node, { document, place: at(node.range?.[0] ?? 0) }));
  const rows = read.flatMap((one) => (one.value === null ? [] : [one.value]));
  const shape = isSeq(document.contents) ? [] : [problem('PR302', at(0), { detail: 'the file is not a list of rows' })];
  return { value: rows, problems: [...shape, ...read.flatMap((one) => one.problems), ...repeated(rows)] };
}

function itemsOf(document: Document): readonly Node[] {
  const { contents } = document;
  return isSeq<Node>(contents) ? contents.items : [];
}

function parseRow(node: Node, { document, place }: { document: Document; place: Place }): Read<Row | null> {
  const parsed = rowSchema.safeParse(valueOf(node, document));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      problem('PR302', place, { detail: `${issue.path.join('.') || 'row'}: ${issue.message}` }),
    );
    return { value: null, problems };
  }
  const { page = null, scope, ...rest } = parsed.data;
  return {
    value: { ...rest, page, scope: scope === 'in' ? { kind: 'in' } : { kind: 'out', reason: scope.out }, place },
    problems: [],
  };
}

/** Aliases that would grow beyond measure are refused by the parser only here; such a row is none. */
function valueOf(node: Node, document: Document): unknown {
  try {
    return node.toJS(document);
  } catch {
    return null;
  }
}

function repeated(rows: readonly Row[]): Problem[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const again = seen.has(row.id);
    seen.add(row.id);
    return again ? [problem('PR303', row.place, { detail: row.id })] : [];
  });
}

/** Problems of rows whose page or heading does not exist. */
export function checkRowPages(rows: readonly Row[], pages: readonly Page[]): readonly Problem[] {
  return rows.flatMap((row) => {
    if (row.page === null) return [];
    const [slug, heading] = row.page.split('#');
    const page = pages.find((one) => one.slug === slug);
    const found = page !== undefined && (heading === undefined || page.headings.some((one) => one.slug === heading));
    return found ? [] : [problem('PR304', row.place, { detail: `${row.id}: ${row.page}` })];
  });
}
