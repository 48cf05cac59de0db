import { digest } from '../base/digest.ts';
import { definitionDigest } from '../proof/definition.ts';
import type { Proof } from '../proof/proof.ts';
import { sealed, type Evidence } from './evidence.ts';

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
  return sealed({
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
  });
}

/** The same record under the words that the page has now. */
export function reworded({ seal: _seal, ...record }: Evidence, proof: Proof): Evidence {
  return sealed({ ...record, proof: worded(proof) });
}

/** The part of a record that follows the page. */
function worded(proof: Proof): Evidence['proof'] {
  const { id, title, place, covers } = proof;
  return { id, title, page: place.file, line: place.line, covers: [...covers].sort() };
}
