import { countVerdicts, type JudgedRow, type Verdict } from './verdict.ts';

/** How far a group of rows is. `complete` is the only one that may be called so: every row is proved and none is out of scope. */
export type MilestoneState = 'complete' | 'proved-in-scope' | 'open' | 'out-of-scope';

/** A group of rows of the matrix, as a whole. */
export interface Milestone {
  readonly group: string;
  readonly state: MilestoneState;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly rows: readonly string[];
}

/** The groups of the matrix, in its order, each with its state as its rows make it. */
export function milestonesOf(rows: readonly JudgedRow[]): readonly Milestone[] {
  // Without Map.groupBy: the verifier of a bundle also runs on Node 20.
  const groups = [...new Set(rows.map(({ row }) => row.group))];
  return groups.map((group) => {
    const members = rows.filter(({ row }) => row.group === group);
    const counts = countVerdicts(members);
    return { group, state: stateOf(counts, members.length), counts, rows: members.map(({ row }) => row.id) };
  });
}

function stateOf(counts: Readonly<Record<Verdict, number>>, all: number): MilestoneState {
  const out = counts['out-of-scope'];
  if (out === all) return 'out-of-scope';
  if (counts.proved + out < all) return 'open';
  return out === 0 ? 'complete' : 'proved-in-scope';
}
