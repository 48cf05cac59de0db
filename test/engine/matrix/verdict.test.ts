import { describe, expect, test } from 'vitest';
import { judgeRows, type Standed, type Verdict } from '../../../src/engine/matrix/verdict.ts';
import type { Row } from '../../../src/engine/matrix/row.ts';
import type { Proof } from '../../../src/engine/proof/proof.ts';

const row = (scope: Row['scope'] = { kind: 'in' }): Row => ({
  id: 'R',
  group: 'g',
  claim: 'c',
  page: null,
  scope,
  asks: [],
  place: { file: 'm', line: 1 },
});
const proof = (id: string, covers: string[]): Proof => ({
  id,
  covers,
  title: 't',
  language: 'bash',
  script: 'true',
  place: { file: 'p', line: 1 },
  slug: 'p',
  heading: null,
  needs: [],
  timeoutMs: 1,
  inputs: [],
  safety: 'safe',
  exit: 0,
  expects: [],
  controls: [],
});
const STATES = ['held', 'stale', 'failing', 'missing'] as const;
/** `held+` is held and seen failing. */
const standed = (states: string): Standed[] =>
  states
    .split(' ')
    .filter(Boolean)
    .map((word, index) => {
      const state = STATES.find((one) => word.startsWith(one)) ?? 'missing';
      return { proof: proof(`p${index}`, ['R']), standing: { state, why: 'because' }, seenFailing: word.endsWith('+') };
    });

describe('a row is', () => {
  test.each<[verdict: Verdict, covering: string]>([
    ['unproved', ''],
    ['unproved', 'missing'],
    ['unproved', 'held+ missing'],
    ['unproved', 'stale missing'],
    ['stale', 'stale'],
    ['stale', 'held+ stale'],
    ['failing', 'failing'],
    ['failing', 'held+ stale missing failing'],
    ['weak', 'held'],
    ['weak', 'held+ held'],
    ['proved', 'held+'],
    ['proved', 'held+ held+'],
  ])('%s when covered by: %s', (verdict, covering) => {
    expect(
      judgeRows([row()], [...standed(covering), { ...standed('failing')[0]!, proof: proof('other', ['S']) }])[0]
        ?.verdict,
    ).toBe(verdict);
  });
  test('out of scope when it says so, whatever covers it', () => {
    expect(judgeRows([row({ kind: 'out', reason: 'later' })], standed('failing'))[0]).toMatchObject({
      verdict: 'out-of-scope',
      why: 'later',
    });
  });
});
