import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { digestJson } from '../base/digest.ts';

const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What an input was: the digest of a file or of a folder's listing, or that it was not there. */
const inputState = z.union([sha256, z.literal('absent')]);

/** The committed record of a proof that held. Stable from run to run: no times, no host. */
export const evidenceSchema = z.strictObject({
  kind: z.literal('proofroom/evidence').describe('What this file is.'),
  version: z.literal(1).describe('The version of this format.'),
  proof: z
    .strictObject({
      id: z.string().describe('The id of the proof; the file is named after it.'),
      title: z.string().describe('The claim, in words.'),
      page: z.string().describe('The page file that embeds it.'),
      line: z.number().int().positive().describe('The line of its opening fence, from 1.'),
      covers: z.array(z.string()).describe('The rows of the matrix that it covers.'),
    })
    .describe('The proof as the page states it.'),
  outcome: z.literal('held').describe('Only what held is kept as evidence.'),
  checks: z.number().int().positive().describe('How many checks and pinned blocks held.'),
  definition: sha256.describe('Digest of the script and of all attributes that decide what it runs and demands.'),
  transcript: sha256.describe('Digest of the transcript beside this record.'),
  attachments: z.record(z.string(), sha256).describe('Digests of the files that the proof kept.'),
  inputs: z
    .record(z.string(), inputState)
    .describe('Digests of what the run read, by path from the root; folders end in /.'),
  seal: sha256.describe('Digest of this record without this member: no byte of it can change unseen.'),
  untraced: z.array(z.string()).describe('What could not be traced, in words.'),
  tools: z.record(z.string(), z.string()).describe('Versions of the tools that matter.'),
});

/** One committed evidence record. */
export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;

/** A record with its seal. */
export function sealed(record: Omit<Evidence, 'seal'>): Evidence {
  return { ...record, seal: digestJson(record) };
}

/** Whether a record is what was sealed. */
export function isSealed({ seal, ...record }: Evidence): boolean {
  return seal === digestJson(record);
}

/** The one spelling of a record on disk. */
export function evidenceText(evidence: Evidence): string {
  return canonicalJson(evidence);
}
