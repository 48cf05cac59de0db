import type { PageView, ProofView, SiteModel } from '../model.ts';

/** A place in the site: where the link leads and the words it shows. */
export interface Place {
  readonly href: string;
  readonly text: string;
}

/** Address of a page by its slug; the page called `index` is home. */
export function pageHref(slug: string): string {
  const bare = slug.replace(/(^|\/)index$/, '');
  return bare === '' ? '/' : `/${bare}/`;
}

/** Address of a proof's own page. */
export const proofHref = (id: string): string => `/proofs/${encodeURIComponent(id)}/`;

/** Address of a file of a proof's evidence, as it lies in `proofs/`. */
export const rawHref = (id: string, ending: 'txt' | 'json'): string => `/proofs/${encodeURIComponent(id)}.${ending}`;

/** Address of a file that a proof has kept. */
export const attachmentHref = (id: string, name: string): string =>
  `/proofs/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`;

/** Address of a row in the acceptance matrix. */
export const rowHref = (id: string): string => `/matrix/#${encodeURIComponent(id)}`;

/** The `id` of a proof's block in its page. */
export const blockAnchor = (id: string): string => `proof-${id}`;

/** Address of a proof's block in its page. */
export const blockHref = (proof: ProofView): string => `${pageHref(proof.slug)}#${blockAnchor(proof.id)}`;

/** The page and heading a proof stands under. */
export const placeOfProof = (model: SiteModel, proof: ProofView): Place =>
  placeOf(model, proof.heading === null ? proof.slug : `${proof.slug}#${proof.heading}`);

/** Resolves `page#heading` to a link with the page's and the heading's own words; unknown parts show as written. */
export function placeOf(model: SiteModel, reference: string): Place {
  const [slug = '', anchor = ''] = reference.split('#', 2);
  const page = model.pages.find((candidate) => candidate.slug === slug);
  const hash = anchor === '' ? '' : `#${anchor}`;
  return {
    href: pageHref(slug) + hash,
    text: [page?.title ?? slug, headingText(page, anchor)].filter(Boolean).join(' › '),
  };
}

function headingText(page: PageView | undefined, anchor: string): string {
  return page?.headings.find((heading) => heading.slug === anchor)?.text ?? anchor;
}
