import type { Project } from '../engine/index.ts';

/** Every address of the site with its anchors. */
export type SiteMap = ReadonlyMap<string, ReadonlySet<string>>;

/** The addresses that a project's site has: its pages, the generated ones, and the page and files of each proof. */
export function siteMap({ pages, proofs, rows }: Pick<Project, 'pages' | 'proofs' | 'rows'>): SiteMap {
  const none = new Set<string>();
  const blocks = (slug: string): readonly string[] =>
    proofs.filter((proof) => proof.slug === slug).map((proof) => `proof-${proof.id}`);
  return new Map<string, ReadonlySet<string>>([
    ['/', none],
    ['/status/', none],
    ['/proofs/', none],
    ['/favicon.svg', none],
    ['/matrix/', new Set(rows.map(({ id }) => id))],
    ...proofs.flatMap(({ id }): [string, ReadonlySet<string>][] => [
      [`/proofs/${id}/`, none],
      [`/proofs/${id}.txt`, none],
      [`/proofs/${id}.json`, none],
    ]),
    ...pages.map(({ slug, headings }): [string, ReadonlySet<string>] => [
      pageAddress(slug),
      new Set([...headings.map((heading) => heading.slug), ...blocks(slug)]),
    ]),
  ]);
}

/** The address of a page; the page called `index` is home. */
export function pageAddress(slug: string): string {
  const bare = slug.replace(/(^|\/)index$/, '');
  return bare === '' ? '/' : `/${bare}/`;
}
