import { problem, type Problem, type Read } from '../base/problem.ts';
import { controlsSchema, isSealedControls, type ControlsRecord } from './controls-record.ts';
import { evidenceSchema, isSealed, type Evidence } from './evidence.ts';
import { runRecordSchema, type RunRecord } from './run-record.ts';

/** What stands in proofs/ for one id; a part that is missing or cannot be read is null. */
export interface Stored {
  readonly id: string;
  readonly evidence: Evidence | null;
  /** The transcript's bytes as text; null when there is none. */
  readonly transcript: string | null;
  /** Digests of the kept files, by name. */
  readonly attachments: Readonly<Record<string, string>>;
  /** The bytes of the record, to compare. */
  readonly recordText: string | null;
  readonly lastRun: RunRecord | null;
  /** What was seen failing. */
  readonly controls: ControlsRecord | null;
}

const NAME = /^([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.txt|\.controls\.json|\.json)?$/;

/** The id to which a name in proofs/ belongs; null when it is none of ours. */
export function storedIdOf(name: string): string | null {
  return NAME.exec(name)?.[1] ?? null;
}

/** The files of one id as text, null for those that are not there. */
export interface StoredTexts {
  readonly record: string | null;
  readonly transcript: string | null;
  readonly controls: string | null;
  readonly lastRun: string | null;
  /** Digests of the kept files, by name. */
  readonly attachments: Readonly<Record<string, string>>;
}

/** Reads what is kept of one proof from its texts. A malformed record is a problem and counts as none. */
export function parseStored(id: string, texts: StoredTexts): Read<Stored> {
  const { record: recordText, transcript, attachments } = texts;
  const lastRun = parseWith(runRecordSchema, texts.lastRun);
  const evidence = recordText === null ? null : parseWith(evidenceSchema, recordText);
  const broken = recordText !== null && (evidence === null || evidence.proof.id !== id || !isSealed(evidence));
  const controls = parseWith(controlsSchema, texts.controls);
  const brokenControls = texts.controls !== null && (controls?.proof !== id || !isSealedControls(controls));
  const problems: Problem[] = [
    ...(broken ? [problem('PR501', { file: `proofs/${id}.json`, line: 1 })] : []),
    ...(brokenControls ? [problem('PR501', { file: `proofs/${id}.controls.json`, line: 1 })] : []),
  ];
  const value = { id, evidence: broken ? null : evidence, transcript, attachments, recordText, lastRun };
  return { value: { ...value, controls: brokenControls ? null : controls }, problems };
}

/** Text of kept bytes; those that are not UTF-8 are read so that no two contents look alike. */
export function storedText(content: Uint8Array): string {
  const bytes = Buffer.from(content);
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : `not UTF-8: ${bytes.toString('latin1')}`;
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

function parseWith<T>(schema: Schema<T>, text: string | null): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
