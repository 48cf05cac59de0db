import { createHash } from 'node:crypto';
import path from 'node:path';

/** The folder whose pages and proofs are shown: `PROOFROOM_ROOT`, else the folder the build was started in. */
export const projectRoot = (): string => path.resolve(process.env['PROOFROOM_ROOT'] ?? '.');

/** The project's pages: `content/` in its root. */
export const contentDir = (): string => path.join(projectRoot(), 'content');

/** The project's kept evidence: `proofs/` in its root. */
export const proofsDir = (): string => path.join(projectRoot(), 'proofs');

/** A build cache per project: two projects may hold pages of the same name, and one must never show the other's. */
export function cacheDirOf(root: string): string {
  const mark = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return `./node_modules/.astro/${mark}`;
}
