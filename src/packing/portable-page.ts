import { rewriteTags } from './rewrite-tags.ts';

/** A page that opens from disk: its links are relative and name files. `scripts` are the modules that it loaded, in order. */
export interface PortablePage {
  readonly html: string;
  readonly scripts: readonly string[];
}

const MODULE = /<script type="module" src="\/([^"]+)"><\/script>/g;

/** Takes the module scripts of a page out, which a browser does not load from disk, and makes every link relative. */
export function portablePage(file: string, html: string): PortablePage {
  const scripts = [...html.matchAll(MODULE)].map(([, source = '']) => source);
  const up = '../'.repeat(file.split('/').length - 1) || './';
  const bare = html.replaceAll(MODULE, '');
  return { html: rewriteTags(bare, (tag) => relativeTag(tag, up)), scripts };
}

/** Puts one classic script into a page, to run when the page is read, as modules do. */
export function withScript(file: string, html: string, script: string): string {
  const up = '../'.repeat(file.split('/').length - 1) || './';
  return html.replace('</head>', () => `<script defer src="${up}${script}"></script></head>`);
}

function relativeTag(tag: string, up: string): string {
  return tag.replaceAll(/(\s(?:href|src)=")\/(?!\/)([^"]*)"/g, (_, start: string, address: string) => {
    const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(address) ?? [];
    return `${start}${up}${path === '' || path.endsWith('/') ? `${path}index.html` : path}${rest}"`;
  });
}
