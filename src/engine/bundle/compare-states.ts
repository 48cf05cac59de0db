import type { BundleIndex } from './bundle-index.ts';
import type { BundleFile } from './bundle-file.ts';

/** A state of a project: what it claims, and what its proofs printed, by id. */
export interface State {
  readonly index: BundleIndex;
  readonly transcripts: ReadonlyMap<string, string>;
}

/** Kinds of differences; the first five take something away from a reader. */
export const DIFFERENCES = [
  'row-removed',
  'row-regressed',
  'row-left-scope',
  'proof-removed',
  'control-lost',
  'row-reworded',
  'row-rescoped',
  'row-improved',
  'row-added',
  'proof-added',
  'transcript-changed',
] as const;

/** One difference between two states; `words` says from what to what. */
export interface Difference {
  readonly kind: (typeof DIFFERENCES)[number];
  readonly id: string;
  readonly words: string;
}

type Row = BundleIndex['rows'][number];
type Proof = BundleIndex['proofs'][number];

const LOSSES: readonly string[] = DIFFERENCES.slice(0, 5);
const RANK = { proved: 0, weak: 1, stale: 2, unproved: 3, failing: 4, 'out-of-scope': 5 } as const;

/** Whether a difference takes something away. */
export const isLoss = ({ kind }: Difference): boolean => LOSSES.includes(kind);

/** All that differs from an older to a newer state, losses first. */
export function compareStates(older: State, newer: State): readonly Difference[] {
  const found = [
    ...pairs(older.index.rows, newer.index.rows).flatMap(rowDifferences),
    ...pairs(older.index.proofs, newer.index.proofs).flatMap(proofDifferences),
    ...transcriptDifferences(older.transcripts, newer.transcripts),
  ];
  return found.toSorted((a, b) => DIFFERENCES.indexOf(a.kind) - DIFFERENCES.indexOf(b.kind));
}

/** The transcripts among the files of a state. */
export function transcriptsOf(files: readonly BundleFile[]): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap(({ path, bytes }) => {
      const id = /^proofs\/([^/]+)\.txt$/.exec(path)?.[1];
      return id === undefined ? [] : [[id, Buffer.from(bytes).toString('utf8')] as const];
    }),
  );
}

interface Pair<T> {
  readonly id: string;
  readonly was: T | undefined;
  readonly is: T | undefined;
}

function pairs<T extends { readonly id: string }>(older: readonly T[], newer: readonly T[]): readonly Pair<T>[] {
  const ids = [...new Set([...older, ...newer].map(({ id }) => id))];
  const of = (all: readonly T[], id: string): T | undefined => all.find((one) => one.id === id);
  return ids.map((id) => ({ id, was: of(older, id), is: of(newer, id) }));
}

function rowDifferences({ id, was, is }: Pair<Row>): readonly Difference[] {
  if (was === undefined)
    return [{ kind: 'row-added', id, words: is === undefined ? '' : `${is.verdict}: ${is.claim}` }];
  if (is === undefined) return [{ kind: 'row-removed', id, words: `it was ${was.verdict}: ${was.claim}` }];
  const found: Difference[] = [];
  if (was.claim !== is.claim) found.push({ kind: 'row-reworded', id, words: `"${was.claim}" → "${is.claim}"` });
  if (was.scope !== is.scope) found.push(rescoped(id, was, is));
  else if (was.verdict !== is.verdict) found.push(rejudged(id, was, is));
  return found;
}

function rescoped(id: string, was: Row, is: Row): Difference {
  const words = `${was.scope} → ${is.scope}`;
  return { kind: was.scope === 'in' ? 'row-left-scope' : 'row-rescoped', id, words };
}

function rejudged(id: string, was: Row, is: Row): Difference {
  const kind = RANK[is.verdict] > RANK[was.verdict] ? 'row-regressed' : 'row-improved';
  return { kind, id, words: `${was.verdict} → ${is.verdict}${is.why === '' ? '' : ` (${is.why})`}` };
}

function proofDifferences({ id, was, is }: Pair<Proof>): readonly Difference[] {
  if (was === undefined) return [{ kind: 'proof-added', id, words: is?.title ?? '' }];
  if (is === undefined) return [{ kind: 'proof-removed', id, words: was.title }];
  const left = is.controls.filter(({ red }) => red !== null).map(({ title }) => title);
  const lost = was.controls.filter(({ title, red }) => red !== null && !left.includes(title));
  return lost.map(({ title }) => ({ kind: 'control-lost', id, words: title }));
}

function transcriptDifferences(older: State['transcripts'], newer: State['transcripts']): readonly Difference[] {
  return [...newer].flatMap(([id, text]): readonly Difference[] => {
    const before = older.get(id);
    if (before === undefined || before === text) return [];
    return [{ kind: 'transcript-changed', id, words: changedLines(before, text) }];
  });
}

/** How many lines are new and gone; where lines only moved, that. */
function changedLines(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const more = now.filter((line) => !old.includes(line)).length;
  const less = old.filter((line) => !now.includes(line)).length;
  return more + less === 0 ? 'its lines stand in another order or number' : `${more} new lines, ${less} gone`;
}
