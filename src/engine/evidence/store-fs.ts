import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digest } from '../base/digest.ts';
import type { Read } from '../base/problem.ts';
import { controlsText, type ControlsRecord } from './controls-record.ts';
import { evidenceText, type Evidence } from './evidence.ts';
import { parseStored, storedIdOf, storedText, type Stored } from './parse-stored.ts';
import type { RunRecord } from './run-record.ts';

const KEPT = 'proofs';
const VARIES = 'proofs/.run';
const STAGED = 'proofs/.run/staged';

/** All ids that have something in proofs/, sorted. */
export function storedIds(root: string): readonly string[] {
  return idsIn(path.join(root, KEPT)).filter((id) =>
    namesOf(id).some((name) => existsSync(path.join(root, KEPT, name))),
  );
}

/** All ids that have been run here. */
export function runIds(root: string): readonly string[] {
  return idsIn(path.join(root, VARIES)).filter((id) => existsSync(path.join(root, VARIES, `${id}.json`)));
}

function idsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return [...new Set(readdirSync(folder).flatMap((name) => storedIdOf(name) ?? []))].sort();
}

function namesOf(id: string): readonly string[] {
  return [`${id}.txt`, `${id}.json`, `${id}.controls.json`, id];
}

/** Reads what is kept of one proof. A malformed record is a problem and counts as none. */
export function readStored(root: string, id: string): Read<Stored> {
  return parseStored(id, {
    record: readText(path.join(root, KEPT, `${id}.json`)),
    transcript: readText(path.join(root, KEPT, `${id}.txt`)),
    controls: readText(path.join(root, KEPT, `${id}.controls.json`)),
    lastRun: readText(path.join(root, VARIES, `${id}.json`)),
    attachments: attachmentDigests(path.join(root, KEPT, id)),
  });
}

function attachmentDigests(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).map((entry) => [
      entry.name,
      entry.isFile() ? digest(readFileSync(path.join(folder, entry.name))) : 'no file',
    ]),
  );
}

function readText(file: string): string | null {
  return existsSync(file) ? storedText(readFileSync(file)) : null;
}

/** What is to be kept of a proof that held; `attachments` is the folder that holds the files, or null. */
export interface Kept {
  readonly evidence: Evidence;
  readonly transcript: string;
  readonly attachments: string | null;
}

/**
 * Replaces a proof's evidence: everything is first written beside, then renamed, so each file is at any moment whole.
 * The record comes last: until it is there, what is new does not agree with it and counts as stale. What is kept
 * already is not written again.
 */
export function writeStored(root: string, { evidence, transcript, attachments }: Kept): void {
  const { id } = evidence.proof;
  const kept = path.join(root, KEPT, id);
  const same = readText(`${kept}.txt`) === transcript && readText(`${kept}.json`) === evidenceText(evidence);
  if (same && attachments === null && !existsSync(kept)) return;
  const text = stage(root, `${id}.txt`, transcript);
  const record = stage(root, `${id}.json`, evidenceText(evidence));
  replaceAttachments(root, id, attachments);
  renameSync(text, path.join(root, KEPT, `${id}.txt`));
  renameSync(record, path.join(root, KEPT, `${id}.json`));
}

/** Rewrites only the record, when nothing but the page around the proof has changed. */
export function writeRecord(root: string, evidence: Evidence): void {
  const name = `${evidence.proof.id}.json`;
  renameSync(stage(root, name, evidenceText(evidence)), path.join(root, KEPT, name));
}

/** Replaces the record of what was seen failing; null removes it. What is kept already is not written again. */
export function writeControls(root: string, id: string, record: ControlsRecord | null): void {
  const name = `${id}.controls.json`;
  const file = path.join(root, KEPT, name);
  if (record === null) return rmSync(file, { force: true });
  if (readText(file) === controlsText(record)) return;
  renameSync(stage(root, name, controlsText(record)), file);
}

/** A folder per process, so that two runs at once do not take each other's files away. */
function stagePath(root: string, name: string): string {
  const folder = path.join(root, STAGED, String(process.pid));
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}.${randomBytes(6).toString('hex')}`);
}

function stage(root: string, name: string, text: string): string {
  const file = stagePath(root, name);
  writeFileSync(file, text, { flag: 'wx', mode: 0o644, flush: true });
  return file;
}

function replaceAttachments(root: string, id: string, source: string | null): void {
  const target = path.join(root, KEPT, id);
  const fresh = stagePath(root, id);
  const old = stagePath(root, id);
  if (source !== null) cpSync(source, fresh, { recursive: true });
  if (existsSync(target)) renameSync(target, old);
  if (source !== null) renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
}

/**
 * Notes the last run of a proof. The transcript of one that did not hold, which may be partial, is kept with it and
 * never as evidence; null removes an earlier one. A note may be lost with the machine's power, so it is not flushed.
 */
export function writeRun(root: string, record: RunRecord, transcript: string | null): void {
  const text = path.join(root, VARIES, `${record.id}.txt`);
  const staged = stagePath(root, `run-${record.id}.json`);
  if (transcript === null) rmSync(text, { force: true });
  else writeFileSync(text, transcript);
  writeFileSync(staged, `${JSON.stringify(record, null, 2)}\n`, { flag: 'wx' });
  renameSync(staged, path.join(root, VARIES, `${record.id}.json`));
}

/** Removes what is kept of proofs that no page has any more. */
export function removeStored(root: string, id: string): void {
  for (const name of namesOf(id)) {
    for (const folder of [KEPT, VARIES]) rmSync(path.join(root, folder, name), { recursive: true, force: true });
  }
}

/** Removes what killed runs left half-written; `own` at the end of a run, when nothing of this process is under way. */
export function clearStaged(root: string, { own }: { readonly own: boolean }): void {
  const folder = path.join(root, STAGED);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = Number(name);
    if (pid === process.pid ? own : !isAlive(pid)) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
