import type { SiteModel, Verdict } from '../model.ts';
import { countText } from './count-text.ts';
import { VERDICTS } from './standing.ts';

/** The home page's figures, computed from the model. */
export interface Figures {
  readonly counts: readonly { readonly verdict: Verdict; readonly count: number }[];
  readonly inScope: number;
  readonly proofs: number;
  readonly held: number;
  readonly checks: number;
  readonly sentence: string;
}

/** Counts rows, proofs and checks. Checks count only where the proof held: a check of a stale or failed run proves nothing. */
export function figuresOf(model: SiteModel): Figures {
  const held = model.proofs.filter((proof) => proof.state === 'held');
  return {
    counts: VERDICTS.map((verdict) => ({ verdict, count: model.counts[verdict] })),
    inScope: model.rows.length - model.counts['out-of-scope'],
    proofs: model.proofs.length,
    held: held.length,
    checks: held.reduce((sum, proof) => sum + proof.checks, 0),
    sentence: sentenceOf(model),
  };
}

function sentenceOf({ rows, counts }: SiteModel): string {
  const inScope = rows.length - counts['out-of-scope'];
  if (inScope === 0) return 'The acceptance matrix has no rows in scope, so nothing is claimed.';
  if (counts.proved === inScope) return `All ${countText(inScope, 'row')} in scope are proved.`;
  if (counts.proved === 0)
    return `None of ${countText(inScope, 'row')} in scope is proved. Read each as a claim without proof.`;
  const verb = counts.proved === 1 ? 'is' : 'are';
  return `${counts.proved} of ${countText(inScope, 'row')} in scope ${verb} proved. ${othersText(inScope - counts.proved)}`;
}

const othersText = (others: number): string =>
  others === 1 ? 'Read the other one as a claim without proof.' : `Read the other ${others} as claims without proof.`;
