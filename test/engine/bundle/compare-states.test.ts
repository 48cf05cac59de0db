import { describe, expect, test } from 'vitest';
import { buildIndex, type BundleIndex } from '../../../src/engine/bundle/bundle-index.ts';
import { compareStates, DIFFERENCES, isLoss, type State } from '../../../src/engine/bundle/compare-states.ts';
import { buildReport } from '../../../src/engine/bundle/report.ts';
import { SOURCE } from './sample.ts';

const INDEX = buildIndex(SOURCE);
const state = (change: Partial<BundleIndex> = {}, printed: Readonly<Record<string, string>> = {}): State => ({
  index: { ...INDEX, ...change },
  transcripts: new Map(Object.entries(printed)),
});
const row = (change: object = {}) => INDEX.rows.map((one) => ({ ...one, ...change }));
const proof = (change: object = {}) => INDEX.proofs.map((one) => ({ ...one, ...change }));
const seen = { title: 'another sum', red: 'the sum' };
const named = (older: State, newer: State) => compareStates(older, newer).map(({ kind, id }) => `${kind} ${id}`);

describe('between two states', () => {
  test.each([
    ['a row that is gone', state(), state({ rows: [] }), ['row-removed R-1']],
    ['a row that is new', state({ rows: [] }), state(), ['row-added R-1']],
    ['other words', state(), state({ rows: row({ claim: 'Other words.' }) }), ['row-reworded R-1']],
    ['a row that left the scope', state(), state({ rows: row({ scope: 'later' }) }), ['row-left-scope R-1']],
    ['a row that came back', state({ rows: row({ scope: 'later' }) }), state(), ['row-rescoped R-1']],
    [
      'a worse verdict',
      state({ rows: row({ verdict: 'proved' }) }),
      state({ rows: row({ verdict: 'weak' }) }),
      ['row-regressed R-1'],
    ],
    [
      'a better verdict',
      state({ rows: row({ verdict: 'stale' }) }),
      state({ rows: row({ verdict: 'weak' }) }),
      ['row-improved R-1'],
    ],
    ['a proof that is gone', state(), state({ proofs: [] }), ['proof-removed sum']],
    ['a proof that is new', state({ proofs: [] }), state(), ['proof-added sum']],
    [
      'a control that is gone',
      state({ proofs: proof({ controls: [seen] }) }),
      state({ proofs: proof({ controls: [] }) }),
      ['control-lost sum'],
    ],
    [
      'a control that is red no more',
      state({ proofs: proof({ controls: [seen] }) }),
      state({ proofs: proof({ controls: [{ ...seen, red: null }] }) }),
      ['control-lost sum'],
    ],
    ['another transcript', state({}, { sum: 'a\n' }), state({}, { sum: 'b\n' }), ['transcript-changed sum']],
    ['a transcript that is new', state(), state({}, { sum: 'b\n' }), []],
    ['nothing', state({}, { sum: 'a\n' }), state({}, { sum: 'a\n' }), []],
  ])('%s is told as such', (_, older, newer, expected) => {
    expect(named(older, newer)).toEqual(expected);
  });

  test('losses stand first', () => {
    const older = state({ rows: row({ claim: 'Before.' }) }, { sum: 'a\n' });
    expect(named(older, state({ proofs: [] }, { sum: 'b\n' }))).toEqual([
      'proof-removed sum',
      'row-reworded R-1',
      'transcript-changed sum',
    ]);
  });

  test('these take something away, and each makes a bundle not hold', () => {
    const of = (kind: (typeof DIFFERENCES)[number]) => ({ kind, id: 'R-1', words: 'w' });
    const losses = DIFFERENCES.filter((kind) => isLoss(of(kind)));
    expect(losses).toEqual(['row-removed', 'row-regressed', 'row-left-scope', 'proof-removed', 'control-lost']);
    const held = DIFFERENCES.filter((kind) => {
      const judged = { faults: [], index: INDEX, signer: { kind: 'unsigned' }, unchecked: [] } as const;
      const found = { judged, files: 1, sidecars: [], differences: [of(kind)], unchecked: [] };
      return buildReport(found, { fingerprint: null, allowUnsigned: true, allProved: false }).held;
    });
    expect(held).toEqual(DIFFERENCES.filter((kind) => !losses.includes(kind)));
  });
});
