import { digest } from '../base/digest.ts';
import { definitionDigest } from '../proof/definition.ts';
import type { Proof } from '../proof/proof.ts';
import type { Evidence } from './evidence.ts';

/** What a run that held adds to what the page says. */
export interface Showed {
  readonly checks: number;
  readonly transcript: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly attachments: Readonly<Record<string, string>>;
  readonly untraced: readonly string[];
  readonly tools: Readonly<Record<string, string>>;
}

/** Makes the record of a proof that held. */
export function buildEvidence(proof: Proof, showed: Showed): Evidence {
  const { checks, transcript, inputs, attachments, untraced, tools } = showed;
  return {
    kind: 'proofroom/evidence',
    version: 1,
    proof: worded(proof),
    outcome: 'held',
    checks,
    definition: definitionDigest(proof),
    transcript: digest(transcript),
    attachments: { ...attachments },
    inputs: { ...inputs },
    untraced: [...untraced],
    tools: { ...tools },
  };
}

/** The part of a record that follows the page. */
export function worded(proof: Proof): Evidence['proof'] {
  const { id, title, place, covers } = proof;
  return { id, title, page: place.file, line: place.line, covers: [...covers].sort() };
}
