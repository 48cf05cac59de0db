import { readFileSync } from 'node:fs';

/** What a sentence or a cell of a page says, and what the code says of the same; each pattern is one claim. */
export type Fact = readonly [claim: string, page: string, says: RegExp, is: () => readonly unknown[]];

/** Numbers as words, each in the place of its number. */
export const COUNTS = 'no one two three four five six seven eight nine ten eleven twelve thirteen fourteen'.split(' ');
/** The other words for numbers that the pages have. */
export const TENS: Readonly<Record<string, string>> = {
  twenty: '20',
  thirty: '30',
  forty: '40',
  eleventh: '11',
  'thirty-first': '31',
};

const fileOf = (page: string): string => (page.endsWith('.md') ? page : `content/${page}.mdx`);
const blank = (part: string): string => part.replaceAll(/[^\n]+/g, '');

/** A page without its scripts, whose titles stay, without generated tables and its head, in the lines that it has. */
export function proseOf(page: string): string {
  return readFileSync(fileOf(page), 'utf8')
    .replace(/^---\n[\s\S]*?^---$/m, blank)
    .replaceAll(/^ *```([^\n]*)(\n[\s\S]*?)^ *```$/gm, (_fence, head: string, script: string) => {
      return `${/^\w+ proof .*?title="([^"]*)"/.exec(head)?.[1] ?? ''}${blank(script)}`;
    })
    .replaceAll(/^\{\/\* generated: [\s\S]*?^\{\/\* end generated \*\/\}$/gm, blank);
}

/** `Five` is 5, and so is `5`; other words stay. */
function spelled(words: string): string {
  const lower = words.toLowerCase();
  return COUNTS.includes(lower) ? String(COUNTS.indexOf(lower)) : (TENS[lower] ?? words);
}

/** Every place of a page that says it, with its line: `content/desk.mdx:12 8`. */
export function saidOn(page: string, says: RegExp): readonly { readonly at: string; readonly words: string }[] {
  const prose = proseOf(page);
  const found = [...prose.matchAll(new RegExp(says, 'gm'))];
  if (found.length === 0) throw new Error(`${fileOf(page)} no longer says ${says.source}`);
  return found.map((match) => ({
    at: `${fileOf(page)}:${prose.slice(0, match.index).split('\n').length}`,
    words: match.slice(1).map(spelled).join(', '),
  }));
}

/** Names as a sentence lists them: `a, b or c`. */
export const list = (names: readonly string[], last: string): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
