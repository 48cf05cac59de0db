import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { digestJson } from '../base/digest.ts';
import { definitionDigest } from '../proof/definition.ts';
import type { Control, Proof } from '../proof/proof.ts';
import type { Evidence } from './evidence.ts';

const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const seenSchema = z.strictObject({
  title: z.string().describe('The change, in words.'),
  control: sha256.describe('Digest of the script of the control.'),
  basis: sha256.describe('Digest of the proof and of all that its evidence depends on, when it was seen failing.'),
  red: z.string().describe('What the proof said when it went red.'),
  change: z.string().describe('What was changed, as a diff or in words.'),
});

/** The committed record of the changes that made a proof go red. Stable from run to run. */
export const controlsSchema = z.strictObject({
  kind: z.literal('proofroom/seen-failing').describe('What this file is.'),
  version: z.literal(1).describe('The version of this format.'),
  proof: z.string().describe('The id of the proof; the file is named after it.'),
  seen: z.array(seenSchema).describe('Each control that was seen to make the proof fail, in the order of the page.'),
  seal: sha256.describe('Digest of this record without this member: no byte of it can change unseen.'),
});

/** One change that was seen to make a proof fail. */
export type SeenFailing = Readonly<z.infer<typeof seenSchema>>;

/** One committed record of controls. */
export type ControlsRecord = Readonly<z.infer<typeof controlsSchema>>;

/** Makes the record of a proof's controls. */
export function buildControlsRecord(proof: string, seen: readonly SeenFailing[]): ControlsRecord {
  const kept = { kind: 'proofroom/seen-failing' as const, version: 1 as const, proof, seen: [...seen] };
  return { ...kept, seal: digestJson(kept) };
}

/** Whether a record is what was sealed. */
export function isSealedControls({ seal, ...record }: ControlsRecord): boolean {
  return seal === digestJson(record);
}

/** The one spelling of a record on disk. */
export const controlsText = (record: ControlsRecord): string => canonicalJson(record);

/** Digest of what a control changes. */
export const controlDigest = (control: Control): string => digestJson({ script: control.script });

/** Digest of what the finding depends on: when the proof or one of its inputs changes, it must be seen failing again. */
export function basisDigest(proof: Proof, evidence: Evidence): string {
  return digestJson({ definition: definitionDigest(proof), inputs: evidence.inputs, tools: evidence.tools });
}

/** The fresh finding about a control; undefined when it was never seen failing as things are now. */
export function freshSeen(
  control: Control,
  of: { readonly proof: Proof; readonly evidence: Evidence | null; readonly record: ControlsRecord | null },
): SeenFailing | undefined {
  const { proof, evidence, record } = of;
  if (evidence === null || record === null) return undefined;
  const basis = basisDigest(proof, evidence);
  const digest = controlDigest(control);
  return record.seen.find((one) => one.control === digest && one.basis === basis && one.title === control.title);
}

/** What a control was seen to do before, however much else has changed since; undefined when it is new. */
export function earlierSeen(control: Control, record: ControlsRecord | null): SeenFailing | undefined {
  const digest = controlDigest(control);
  return record?.seen.find((one) => one.control === digest && one.title === control.title);
}
