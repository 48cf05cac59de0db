import type { Standing } from '../evidence/freshness.ts';
import type { Proof } from '../proof/proof.ts';
import type { Row } from './row.ts';

/** What is known of a row; `proved` is the only good one. */
export const VERDICTS = ['proved', 'weak', 'stale', 'failing', 'unproved', 'out-of-scope'] as const;

/** See VERDICTS. */
export type Verdict = (typeof VERDICTS)[number];

/** A proof with its standing, and whether a change has been seen to make it fail. */
export interface Standed {
  readonly proof: Proof;
  readonly standing: Standing;
  readonly seenFailing: boolean;
}

/** A row with its verdict; `why` is one line for a person. */
export interface JudgedRow {
  readonly row: Row;
  readonly verdict: Verdict;
  readonly why: string;
  readonly proofs: readonly string[];
}

/** Computes the verdict of every row from the proofs that cover it; nothing is ever typed by hand. */
export function judgeRows(rows: readonly Row[], standed: readonly Standed[]): readonly JudgedRow[] {
  return rows.map((row) => {
    const covering = standed.filter((one) => one.proof.covers.includes(row.id));
    return { row, ...judgeRow(row, covering), proofs: covering.map((one) => one.proof.id) };
  });
}

function judgeRow(row: Row, covering: readonly Standed[]): { verdict: Verdict; why: string } {
  if (row.scope.kind === 'out') return { verdict: 'out-of-scope', why: row.scope.reason };
  if (covering.length === 0) return { verdict: 'unproved', why: 'no proof covers it' };
  const inState = (state: Standing['state']): Standed | undefined =>
    covering.find((one) => one.standing.state === state);
  const because = ({ proof, standing }: Standed): string => `${proof.id}: ${standing.why}`;
  const failing = inState('failing');
  if (failing) return { verdict: 'failing', why: because(failing) };
  const missing = inState('missing');
  if (missing) return { verdict: 'unproved', why: because(missing) };
  const stale = inState('stale');
  if (stale) return { verdict: 'stale', why: because(stale) };
  const weak = covering.find((one) => !one.seenFailing);
  return weak
    ? { verdict: 'weak', why: `${weak.proof.id}: held, but never seen failing` }
    : { verdict: 'proved', why: '' };
}

/** How many rows have each verdict. */
export function countVerdicts(rows: readonly JudgedRow[]): Readonly<Record<Verdict, number>> {
  const counts = { proved: 0, weak: 0, stale: 0, failing: 0, unproved: 0, 'out-of-scope': 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  return counts;
}
