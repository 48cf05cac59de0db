import { loadSiteModel, type ProofView, type RowView, type SiteModel } from './model-fake.ts';
import { projectRoot } from './project.ts';

export type { PageView, ProofView, RowView, SiteModel, Verdict } from './model-fake.ts';

let kept: Promise<SiteModel> | undefined;

/** The project's facts, read through the engine's front door: once per build, anew on each request while developing. */
export function siteModel(): Promise<SiteModel> {
  if (process.env['NODE_ENV'] === 'development') return loadSiteModel(projectRoot());
  kept ??= loadSiteModel(projectRoot());
  return kept;
}

/** The proof of this id, or null when a page names one the engine does not know. */
export const proofOf = (model: SiteModel, id: string): ProofView | null =>
  model.proofs.find((proof) => proof.id === id) ?? null;

/** The row of this id, or null. */
export const rowOf = (model: SiteModel, id: string): RowView | null => model.rows.find((row) => row.id === id) ?? null;
