import { z } from 'zod';

/** What varies from run to run, kept beside the evidence and never committed: the last outcome, when, how long. */
export const runRecordSchema = z.object({
  id: z.string().describe('The proof.'),
  outcome: z.string().describe('The last outcome.'),
  definition: z.string().optional().describe('Digest of the proof as it was: another proof has not failed.'),
  words: z.string().describe('What to say of it in one line.'),
  at: z.string().describe('When it ended, UTC.'),
  tookMs: z.number().describe('How long it took.'),
  figures: z
    .array(z.object({ name: z.string(), value: z.number(), unit: z.string() }))
    .optional()
    .describe('What the proof measured.'),
});

/** The last run of one proof. */
export type RunRecord = Readonly<z.infer<typeof runRecordSchema>>;
