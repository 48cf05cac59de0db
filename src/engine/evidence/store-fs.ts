import { randomBytes } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { problem, type Problem, type Read } from '../base/problem.ts';
import { evidenceSchema, evidenceText, type Evidence } from './evidence.ts';
import { runRecordSchema, type RunRecord } from './run-record.ts';

/** What stands in proofs/ for one id; a part that is missing or cannot be read is null. */
export interface Stored {
  readonly id: string;
  readonly evidence: Evidence | null;
  /** The transcript's bytes as text; null when there is none. */
  readonly transcript: string | null;
  /** The bytes of the record, to compare. */
  readonly recordText: string | null;
  readonly lastRun: RunRecord | null;
}

const ID_FILE = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.(?:txt|json)$/;

/** All ids that have a file in proofs/, sorted. */
export function storedIds(root: string): readonly string[] {
  const folder = path.join(root, 'proofs');
  if (!existsSync(folder)) return [];
  const ids = readdirSync(folder).flatMap((name) => ID_FILE.exec(name)?.[1] ?? []);
  return [...new Set(ids)].sort();
}

/** Reads what is kept of one proof. A malformed record is a problem and counts as none. */
export function readStored(root: string, id: string): Read<Stored> {
  const recordText = readText(path.join(root, 'proofs', `${id}.json`));
  const transcript = readText(path.join(root, 'proofs', `${id}.txt`));
  const lastRun = parseWith(runRecordSchema, readText(path.join(root, 'proofs/.run', `${id}.json`)));
  const evidence = recordText === null ? null : parseWith(evidenceSchema, recordText);
  const broken = recordText !== null && (evidence === null || evidence.proof.id !== id);
  const problems: Problem[] = broken ? [problem('PR501', { file: `proofs/${id}.json`, line: 1 })] : [];
  return { value: { id, evidence: broken ? null : evidence, transcript, recordText, lastRun }, problems };
}

function readText(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function parseWith<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  text: string | null,
): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What is to be kept of a proof that held; `attachments` is the folder that holds the files, or null. */
export interface Kept {
  readonly evidence: Evidence;
  readonly transcript: string;
  readonly attachments: string | null;
}

/** Replaces a proof's evidence: everything is first written beside, then renamed, so each file is at any moment whole. */
export function writeStored(root: string, { evidence, transcript, attachments }: Kept): void {
  const { id } = evidence.proof;
  const folder = path.join(root, 'proofs');
  const text = stage(root, `${id}.txt`, transcript);
  const record = stage(root, `${id}.json`, evidenceText(evidence));
  replaceAttachments(path.join(folder, id), attachments);
  renameSync(text, path.join(folder, `${id}.txt`));
  renameSync(record, path.join(folder, `${id}.json`));
}

/** Rewrites only the record, when nothing but the page around the proof has changed. */
export function writeRecord(root: string, evidence: Evidence): void {
  const name = `${evidence.proof.id}.json`;
  renameSync(stage(root, name, evidenceText(evidence)), path.join(root, 'proofs', name));
}

function stage(root: string, name: string, text: string): string {
  const folder = path.join(root, 'proofs/.run/staged');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.${randomBytes(6).toString('hex')}`);
  const fd = openSync(file, 'wx', 0o644);
  writeFileSync(fd, text);
  fsyncSync(fd);
  closeSync(fd);
  return file;
}

function replaceAttachments(target: string, source: string | null): void {
  rmSync(target, { recursive: true, force: true });
  if (source !== null) cpSync(source, target, { recursive: true });
}

/** Notes the last run of a proof; a partial transcript of one that did not hold is kept with it, never as evidence. */
export function writeRun(root: string, record: RunRecord, transcript: string): void {
  const folder = path.join(root, 'proofs/.run');
  mkdirSync(folder, { recursive: true });
  renameSync(stage(root, `run-${record.id}.txt`, transcript), path.join(folder, `${record.id}.txt`));
  renameSync(
    stage(root, `run-${record.id}.json`, `${JSON.stringify(record, null, 2)}\n`),
    path.join(folder, `${record.id}.json`),
  );
}

/** Removes what is kept of proofs that no page has any more. */
export function removeStored(root: string, id: string): void {
  for (const name of [`${id}.txt`, `${id}.json`, id]) {
    for (const folder of ['proofs', 'proofs/.run'])
      rmSync(path.join(root, folder, name), { recursive: true, force: true });
  }
}

/** Removes what a killed run left half-written. */
export function clearStaged(root: string): void {
  rmSync(path.join(root, 'proofs/.run/staged'), { recursive: true, force: true });
}
