import type { Proof } from '../proof/proof.ts';
import type { Evidence } from './evidence.ts';
import { judgeExpects } from './judge-expects.ts';

/** How a check that failed is printed; programs that a proof calls use the sign alone. */
const FAILED = /^✗ .*\n {2}expected /m;

/** Why a transcript cannot be that of a proof that held, or null. A record is only as good as what was printed. */
export function contradiction(proof: Proof, evidence: Evidence, transcript: string): string | null {
  if (judgeExpects(proof.expects, transcript).outcome !== null) return 'it does not print what the page pins';
  if (FAILED.test(transcript)) return 'it prints a check that failed';
  const printed = (transcript.match(/^✓ /gm) ?? []).length;
  // In bash every command is a check, and none is printed as one.
  const isShort = proof.language !== 'bash' && printed < evidence.checks - proof.expects.length;
  return isShort ? `it prints ${printed} checks, and ${evidence.checks} were recorded` : null;
}
