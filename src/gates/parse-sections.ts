import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Finding } from './gate.ts';

const schema = z.record(z.string(), z.array(z.string()));

/** What a page must have: its headings by their words. `line` is that of its name in the list. */
export interface RequiredPage {
  readonly slug: string;
  readonly headings: readonly string[];
  readonly line: number;
}

/** The list of pages and the findings that reading it brought. */
export interface Sections {
  readonly pages: readonly RequiredPage[];
  readonly findings: readonly Finding[];
}

/** Where the list stands. */
export const SECTIONS_FILE = 'content/sections.yaml';

/** Reads the list of pages with their required headings. */
export function parseSections(text: string): Sections {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const [error] = document.errors;
  if (error) return { pages: [], findings: [wrong(at(error.pos[0]), error.message.split('\n')[0] ?? '')] };
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success)
    return { pages: [], findings: parsed.error.issues.map((one) => wrong(1, `${one.path.join('.')}: ${one.message}`)) };
  const keys = isMap(document.contents) ? document.contents.items.map(({ key }) => key) : [];
  const pages = Object.entries(parsed.data).map(([slug, headings]) => {
    const key = keys.find((one) => isScalar(one) && one.value === slug);
    return { slug, headings, line: at(isScalar(key) ? (key.range?.[0] ?? 0) : 0) };
  });
  return { pages, findings: [] };
}

function wrong(line: number, words: string): Finding {
  return { file: SECTIONS_FILE, line, words };
}
