import path from 'node:path';
import type { SiteMap } from './site-map.ts';

/** What a link may lead to. `anchorsOf` are the headings of a Markdown file as GitHub names them, null for other files. */
export interface Targets {
  readonly site: SiteMap;
  readonly files: ReadonlySet<string>;
  anchorsOf(file: string): ReadonlySet<string> | null;
}

/** Where a link stands: in a page of the site, which has an address, or in a file that is read where it lies. */
export type Origin =
  | { readonly kind: 'page'; readonly file: string; readonly address: string }
  | { readonly kind: 'file'; readonly file: string };

/** Whether a link leads away from the project. */
export function isExternal(url: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url);
}

/** Why a link leads nowhere, or null when it leads somewhere. */
export function judgeLink(url: string, origin: Origin, targets: Targets): string | null {
  const [before = '', anchor = ''] = url.split('#', 2);
  const [where = ''] = before.split('?', 1);
  return origin.kind === 'page'
    ? judgeAddress(where === '' ? origin.address : where, anchor, { origin, site: targets.site })
    : judgeFile(where, anchor, { origin, targets });
}

function judgeAddress(
  where: string,
  anchor: string,
  { origin, site }: { origin: Origin & { kind: 'page' }; site: SiteMap },
): string | null {
  const address = new URL(where, `http://site.test${origin.address}`).pathname;
  const anchors = site.get(decodeURI(address));
  if (anchors === undefined)
    return site.has(`${address}/`) ? `lacks the final slash: ${where}` : `leads to no page: ${where}`;
  return anchor === '' || anchors.has(decodeURIComponent(anchor))
    ? null
    : `leads to no heading of ${address}: #${anchor}`;
}

function judgeFile(
  where: string,
  anchor: string,
  { origin, targets }: { origin: Origin; targets: Targets },
): string | null {
  if (where.startsWith('/')) return `leads nowhere outside of the site: ${where}`;
  const file = where === '' ? origin.file : path.posix.join(path.posix.dirname(origin.file), decodeURI(where));
  const isFolder = [...targets.files].some((one) => one.startsWith(`${file.replace(/\/$/, '')}/`));
  if (!targets.files.has(file) && !isFolder) return `leads to no file of the project: ${where}`;
  if (anchor === '') return null;
  return targets.anchorsOf(file)?.has(decodeURIComponent(anchor)) === true
    ? null
    : `leads to no heading of ${file}: #${anchor}`;
}
