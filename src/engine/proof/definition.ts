import { digestJson } from '../base/digest.ts';
import type { Proof } from './proof.ts';

/** Digest of all that decides what a proof runs and demands. Its title, rows and place are not part of it. */
export function definitionDigest(proof: Proof): string {
  const { language, script, needs, timeoutMs, inputs, safety, exit } = proof;
  const expects = proof.expects.map((one) => one.lines);
  return digestJson({
    language,
    script,
    needs: [...needs].sort(),
    timeoutMs,
    inputs: [...inputs].sort(),
    safety,
    exit,
    expects,
  });
}
