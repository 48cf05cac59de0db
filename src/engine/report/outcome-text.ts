import { assertNever } from '../base/assert-never.ts';
import type { Place } from '../base/problem.ts';
import type { Outcome } from '../evidence/outcome.ts';

/** An outcome in one line. */
export function outcomeLine(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'held':
      return 'held';
    case 'check-failed':
      return `check failed: ${outcome.words}${outcome.failed > 1 ? ` (and ${outcome.failed - 1} more)` : ''}`;
    case 'output-differs':
      return `output differs from the pinned line: ${outcome.pinned.trim()}`;
    case 'exit-nonzero':
      return `ended badly: ${outcome.why.split('\n')[0]}`;
    case 'timed-out':
      return `timed out after ${outcome.afterMs / 1000} s; all its processes were ended`;
    case 'output-too-large':
      return `printed more than ${outcome.limitBytes / 2 ** 20} MiB`;
    case 'left-traces':
      return `left traces: ${[...outcome.processes.map((name) => `process ${name}`), ...outcome.files].join(', ')}`;
    case 'leaked-secret':
      return `printed a secret: ${outcome.leaks.map((leak) => `${leak.kind}, line ${leak.line}`).join('; ')}; nothing was kept`;
    case 'not-run':
      return `not run: ${outcome.why}`;
    default:
      return assertNever(outcome);
  }
}

/** Where an outcome points to in the page; null for one that has no place. */
export function outcomePlace(outcome: Outcome): Place | null {
  return 'place' in outcome ? outcome.place : null;
}

/** What a person needs to see first of an outcome that is not good: the difference, in lines without indentation. */
export function outcomeDetail(outcome: Outcome): readonly string[] {
  if (outcome.kind === 'check-failed') {
    return [`expected  ${outcome.expected ?? 'something true'}`, `but was   ${outcome.actual}`];
  }
  if (outcome.kind === 'output-differs')
    return [`pinned    ${outcome.pinned}`, `printed   ${outcome.printed ?? '(nothing more)'}`];
  if (outcome.kind === 'exit-nonzero') return outcome.why.split('\n').slice(1, 12);
  return [];
}
