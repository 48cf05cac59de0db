import type { ProofView, Verdict } from '../model.ts';

/** Everything a badge can say: the verdict on a row, or the state of a proof. */
export type Standing = Verdict | ProofView['state'];

interface Words {
  readonly label: string;
  readonly meaning: string;
}

/** The verdicts in the order they are always listed: best first, what is not claimed last. */
export const VERDICTS = ['proved', 'weak', 'stale', 'failing', 'unproved', 'out-of-scope'] as const satisfies Verdict[];

/** The states of a proof, best first. */
export const STATES = ['held', 'stale', 'failing', 'missing'] as const satisfies ProofView['state'][];

/** Each standing in words: the badge's label, and what it means in one sentence. */
export const WORDS: Readonly<Record<Standing, Words>> = {
  proved: {
    label: 'Proved',
    meaning: 'Every covering proof held, is fresh, and was seen failing when its subject was broken.',
  },
  weak: { label: 'Weak', meaning: 'Every covering proof held and is fresh, but at least one was never seen failing.' },
  stale: { label: 'Stale', meaning: 'A covering proof held once, and something it depends on has changed since.' },
  failing: { label: 'Failing', meaning: 'A covering proof was run and did not hold.' },
  unproved: { label: 'Unproved', meaning: 'No covering proof has kept evidence.' },
  'out-of-scope': { label: 'Out of scope', meaning: 'Not claimed, with the reason given.' },
  held: {
    label: 'Held',
    meaning: 'The script was run, its checks passed, and nothing it depends on has changed since.',
  },
  missing: { label: 'Not run yet', meaning: 'No evidence is kept for this proof.' },
};
