import { loadSiteModel, type ProofView, type RowView, type SiteModel } from '../engine/index.ts';
import { projectRoot } from './project.ts';

export type { Milestone, MilestoneState, PageView, ProofView, RowView, SiteModel, Verdict } from '../engine/index.ts';

/** While developing, a model is kept for one request's many questions and no longer. */
const FRESH_MS = 500;

let kept: { readonly model: Promise<SiteModel>; readonly at: number } | undefined;

/** The project's facts, read through the engine's front door: once per build, anew on each request while developing. */
export function siteModel(): Promise<SiteModel> {
  const isOld = process.env['NODE_ENV'] === 'development' && performance.now() - (kept?.at ?? 0) > FRESH_MS;
  if (kept === undefined || isOld) kept = { model: loadSiteModel(projectRoot()), at: performance.now() };
  return kept.model;
}

/** The proof of this id, or null when a page names one the engine does not know. */
export const proofOf = (model: SiteModel, id: string): ProofView | null =>
  model.proofs.find((proof) => proof.id === id) ?? null;

/** The row of this id, or null. */
export const rowOf = (model: SiteModel, id: string): RowView | null => model.rows.find((row) => row.id === id) ?? null;
