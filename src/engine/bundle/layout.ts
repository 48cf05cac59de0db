import { isSealName } from '../base/seal-names.ts';

/** What a file of a bundle is: the project as written, what its proofs printed, the built site, or what sealing added. */
export const PARTS = ['source', 'evidence', 'site', 'seal'] as const;

/** See PARTS. */
export type Part = (typeof PARTS)[number];

/** The part to which a path belongs. */
export function partOf(path: string): Part {
  if (isSealName(path)) return 'seal';
  if (path.startsWith('site/')) return 'site';
  return path.startsWith('proofs/') ? 'evidence' : 'source';
}

/** Whether a file belongs to the project itself: verdicts depend on these and on no other. */
export function isProjectFile(path: string): boolean {
  const part = partOf(path);
  return part === 'source' || part === 'evidence';
}

/** Folders of an unpacked bundle that using it makes; they are passed over and named. */
export const MADE_FOLDERS = ['node_modules', 'dist', '.astro', '.till', 'proofs/.run'] as const;
