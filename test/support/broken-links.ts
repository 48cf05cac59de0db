import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';

interface HtmlPage {
  readonly url: string;
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
}

/** Every link, anchor, script, style sheet and image of a built site that leads nowhere, as "page → target". */
export async function brokenLinks(dir: string): Promise<string[]> {
  const files = new Set<string>();
  for await (const entry of glob('**/*', { cwd: dir })) files.add(`/${entry.replaceAll(path.sep, '/')}`);
  const pages = new Map<string, HtmlPage>();
  for (const file of [...files].filter((name) => name.endsWith('.html'))) {
    pages.set(file, parsePage(file, await readFile(path.join(dir, file), 'utf8')));
  }
  if (pages.size === 0) throw new Error(`No pages in ${dir}: nothing was checked.`);
  return [...pages.values()].flatMap((page) =>
    page.links.filter((link) => !leadsSomewhere(link, { page, pages, files })).map((link) => `${page.url} → ${link}`),
  );
}

function parsePage(file: string, html: string): HtmlPage {
  const tags = [...tagsOf(html)];
  return {
    url: file.replace(/(?<=\/)index\.html$/, ''),
    ids: new Set(tags.flatMap((tag) => attributeOf(tag, 'id') ?? [])),
    links: tags.flatMap((tag) => attributeOf(tag, 'href') ?? attributeOf(tag, 'src') ?? []),
  };
}

/** Opening tags in order, as written. Quoted attributes may hold `<` and `>`; the text of scripts and styles is no markup. */
function* tagsOf(html: string): Generator<string> {
  const pattern = /<([a-z][\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi;
  for (let match = pattern.exec(html); match !== null; match = pattern.exec(html)) {
    yield match[0];
    const name = match[1]?.toLowerCase();
    if (name === 'script' || name === 'style') pattern.lastIndex = html.indexOf(`</${name}`, pattern.lastIndex);
  }
}

function attributeOf(tag: string, name: string): string | undefined {
  const value = new RegExp(
    `^<[\\w-]+(?:\\s+(?!${name}=)[^\\s=>]+(?:=(?:"[^"]*"|'[^']*'|[^\\s>"']+))?)*\\s+${name}="([^"]*)"`,
  ).exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
}

interface Site {
  readonly page: HtmlPage;
  readonly pages: ReadonlyMap<string, HtmlPage>;
  readonly files: ReadonlySet<string>;
}

function leadsSomewhere(link: string, { page, pages, files }: Site): boolean {
  const target = new URL(link, `http://site.test${page.url}`);
  if (target.host !== 'site.test' || !target.protocol.startsWith('http')) return true;
  const file = decodeURIComponent(target.pathname).replace(/\/$/, '/index.html');
  if (!files.has(file)) return false;
  const anchor = decodeURIComponent(target.hash.slice(1));
  return anchor === '' || (pages.get(file)?.ids.has(anchor) ?? false);
}

const decode = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .replaceAll('&#38;', '&');
