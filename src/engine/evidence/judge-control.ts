import { assertNever } from '../base/assert-never.ts';
import type { Proof } from '../proof/proof.ts';
import type { Outcome } from './outcome.ts';

/** What a change did to a proof. Only `red` is good: the proof failed at a check of its own. */
export type ControlOutcome =
  | { readonly kind: 'red'; readonly words: string }
  | { readonly kind: 'green' }
  | { readonly kind: 'void'; readonly why: string };

// What programs say that do not start at all, or trip over the change instead of doing another thing.
const BROKEN =
  /\bSyntaxError\b|\bReferenceError\b|ERR_MODULE_NOT_FOUND|ERR_INVALID_TYPESCRIPT_SYNTAX|Cannot find (?:module|package)|does not provide an export named|\bis not defined\b/;

/** Decides what a changed run showed. `said` is all that it printed, `before` what the proof prints unchanged. */
export function judgeControl(
  proof: Proof,
  outcome: Outcome,
  { said, before }: { readonly said: string; readonly before: string },
): ControlOutcome {
  const words = redWords(proof, outcome);
  if (words === null) return outcome.kind === 'held' ? { kind: 'green' } : { kind: 'void', why: voidWhy(outcome) };
  const broken = BROKEN.exec(`${said}\n${words}`)?.[0];
  if (broken !== undefined && !before.includes(broken))
    return { kind: 'void', why: `the change breaks the program instead of its rule: ${broken}` };
  return { kind: 'red', words };
}

/** What the proof's own check said; null where no check of its own went red. */
function redWords(proof: Proof, outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'check-failed':
      return `${outcome.words}: expected ${outcome.expected ?? 'something true'}, but was ${outcome.actual}`;
    case 'output-differs':
      return `pinned ${outcome.pinned.trim()}, printed ${outcome.printed?.trim() ?? 'nothing more'}`;
    case 'exit-nonzero':
      // In bash every exit status is a check; a script that throws has only stopped.
      return proof.language === 'bash' ? (outcome.why.split('\n')[0] ?? '') : null;
    case 'held':
    case 'timed-out':
    case 'output-too-large':
    case 'left-traces':
    case 'leaked-secret':
    case 'not-run':
      return null;
    default:
      return assertNever(outcome);
  }
}

function voidWhy(outcome: Outcome): string {
  if (outcome.kind === 'exit-nonzero') return `it stopped outside a check: ${outcome.why.split('\n')[0] ?? ''}`;
  if (outcome.kind === 'not-run') return `it was not run: ${outcome.why}`;
  return `it ended ${outcome.kind}, not at a check of its own`;
}
