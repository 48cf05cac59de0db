/** Rewrites each opening tag of an HTML text; the text of scripts and styles is no markup and stays. */
export function rewriteTags(html: string, rewrite: (tag: string) => string): string {
  const pattern = /<([a-z][\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi;
  let out = '';
  let from = 0;
  for (let match = pattern.exec(html); match !== null; match = pattern.exec(html)) {
    out += html.slice(from, match.index) + rewrite(match[0]);
    from = pattern.lastIndex;
    const name = match[1]?.toLowerCase();
    if (name !== 'script' && name !== 'style') continue;
    const end = html.indexOf(`</${name}`, from);
    out += html.slice(from, end < 0 ? html.length : end);
    from = end < 0 ? html.length : end;
    pattern.lastIndex = from;
  }
  return out + html.slice(from);
}
