import type { Place } from '../base/problem.ts';
import type { Expect } from '../proof/proof.ts';
import { matchLines } from '../transcript/match-lines.ts';
import type { Outcome } from './outcome.ts';

/** The first expect block that the transcript does not follow, and elisions that stood for nothing. */
export interface ExpectJudgement {
  readonly outcome: Outcome | null;
  readonly warnings: readonly { readonly place: Place; readonly words: string }[];
}

/** Compares a proof's expect blocks with its transcript, in order: each must come after the one before. */
export function judgeExpects(expects: readonly Expect[], transcript: string): ExpectJudgement {
  const printed = transcript.replace(/\n$/, '').split('\n');
  const warnings: { place: Place; words: string }[] = [];
  let from = 0;
  for (const expect of expects) {
    const match = matchLines(expect.lines, printed, from);
    if (match.kind === 'differs') return { outcome: differs(expect, match, printed), warnings };
    for (const index of match.idle)
      warnings.push({ place: lineOf(expect, index), words: 'the elision ... stands for nothing' });
    from = match.next;
  }
  return { outcome: null, warnings };
}

function differs(expect: Expect, at: { pinned: number; printed: number }, printed: readonly string[]): Outcome {
  const pinned = expect.lines[at.pinned] ?? expect.lines.at(-1) ?? '';
  return { kind: 'output-differs', pinned, printed: printed[at.printed] ?? null, place: lineOf(expect, at.pinned) };
}

function lineOf(expect: Expect, index: number): Place {
  return { file: expect.place.file, line: expect.place.line + 1 + index };
}
