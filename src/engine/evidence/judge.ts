import type { Place } from '../base/problem.ts';
import type { Proof } from '../proof/proof.ts';
import type { ProofEvent } from '../run/proof-event.ts';
import type { ProofRun } from '../run/proof-run.ts';
import { findSecrets } from '../transcript/find-secrets.ts';
import { judgeExit } from './judge-exit.ts';
import { judgeExpects } from './judge-expects.ts';
import type { Outcome } from './outcome.ts';

/** A run's outcome, the number of checks that held, and what is worth a warning though it changes nothing. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly checks: number;
  readonly warnings: readonly { readonly place: Place; readonly words: string }[];
}

/** A file that the script kept, as text. */
export interface Attached {
  readonly name: string;
  readonly text: string;
}

/**
 * Decides what a run showed. The order is that of harm: a secret first, then what cut the run short, then what the
 * proof itself says, then what it left behind.
 */
export function judge(run: ProofRun, transcript: string, attached: readonly Attached[] = []): Judgement {
  const { proof } = run;
  const expects = judgeExpects(proof.expects, transcript);
  const checks =
    run.events.filter((event) => event.kind === 'check').length + proof.expects.length + (proof.exit === null ? 0 : 1);
  const outcome =
    leaked(run, transcript, attached) ??
    cutShort(run) ??
    failedCheck(run.events, proof) ??
    judgeExit(run, checks) ??
    expects.outcome ??
    left(run);
  return { outcome: outcome ?? { kind: 'held' }, checks, warnings: expects.warnings };
}

function leaked({ proof, secrets }: ProofRun, transcript: string, attached: readonly Attached[]): Outcome | null {
  const inFiles = attached.flatMap(({ name, text }) =>
    findSecrets(text, secrets).map(({ kind, line }) => ({ kind: `${kind} in ${name}`, line })),
  );
  const leaks = [...findSecrets(transcript, secrets), ...inFiles];
  return leaks.length > 0 ? { kind: 'leaked-secret', leaks, place: proof.place } : null;
}

function cutShort({ ending, proof, secrets }: ProofRun): Outcome | null {
  const { place } = proof;
  switch (ending.kind) {
    case 'timed-out':
      return { kind: 'timed-out', afterMs: ending.afterMs, place };
    case 'too-large':
      return { kind: 'output-too-large', limitBytes: ending.limitBytes, place };
    case 'interrupted':
      return { kind: 'not-run', why: 'interrupted' };
    case 'could-not-run':
      return {
        kind: 'not-run',
        why: findSecrets(ending.why, secrets).length > 0 ? 'the reason holds a secret' : ending.why,
      };
    case 'exited':
    case 'signaled':
      return null;
  }
}

function failedCheck(events: readonly ProofEvent[], proof: Proof): Outcome | null {
  const failed = events.filter((event) => event.kind === 'check').filter((check) => !check.held);
  const [first] = failed;
  if (first === undefined) return null;
  const place = lineInPage(proof, first.line);
  return {
    kind: 'check-failed',
    words: first.words,
    actual: first.actual,
    expected: first.expected,
    place,
    failed: failed.length,
  };
}

/** The page's line for a line of the script; the fence when it is not known. */
export function lineInPage(proof: Proof, line: number | null): Place {
  return { file: proof.place.file, line: proof.place.line + (line ?? 0) };
}

function left({ leftProcesses, leftChanges, proof }: ProofRun): Outcome | null {
  const files = proof.safety === 'writes' ? [] : leftChanges;
  if (leftProcesses.length === 0 && files.length === 0) return null;
  return { kind: 'left-traces', processes: leftProcesses, files, place: proof.place };
}
