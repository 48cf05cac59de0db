import type { Milestone, MilestoneState, RowView, SiteModel } from '../model.ts';
import { VERDICTS, WORDS } from './standing.ts';

/** Each state of a milestone in words. Only `complete` says so. */
export const STATE_WORDS: Readonly<Record<MilestoneState, string>> = {
  complete: 'Complete',
  'proved-in-scope': 'Proved as far as in scope',
  open: 'Open',
  'out-of-scope': 'Out of scope',
};

/** How many rows of a milestone have each verdict, in words, without the verdicts that none has. */
export function countsText({ counts }: Milestone): string {
  const told = VERDICTS.filter((verdict) => counts[verdict] > 0);
  return told.map((verdict) => `${counts[verdict]} ${WORDS[verdict].label.toLowerCase()}`).join(', ');
}

/** The rows of a milestone. */
export function rowsOf(model: SiteModel, { group }: Milestone): readonly RowView[] {
  return model.rows.filter((row) => row.group === group);
}

/** The rows that are out of scope. */
export function rowsOut(model: SiteModel): readonly RowView[] {
  return model.rows.filter((row) => row.verdict === 'out-of-scope');
}

/** How many milestones are complete, in a sentence. */
export function milestonesSentence({ milestones }: SiteModel): string {
  const complete = milestones.filter(({ state }) => state === 'complete').length;
  const noun = milestones.length === 1 ? 'milestone is' : 'milestones are';
  return `${complete} of ${milestones.length} ${noun} complete: every row is proved and none is out of scope.`;
}
