import type { Outcome } from './outcome.ts';

/** The outcome with all words that came from the run passed through the transcript's redactions. */
export function redactOutcome(outcome: Outcome, redact: (text: string) => string): Outcome {
  switch (outcome.kind) {
    case 'check-failed': {
      const { words, actual, expected } = outcome;
      return {
        ...outcome,
        words: redact(words),
        actual: redact(actual),
        expected: expected === null ? null : redact(expected),
      };
    }
    case 'exit-nonzero':
    case 'not-run':
      return { ...outcome, why: redact(outcome.why) };
    case 'held':
    case 'output-differs':
    case 'timed-out':
    case 'output-too-large':
    case 'left-traces':
    case 'leaked-secret':
      return outcome;
  }
}
