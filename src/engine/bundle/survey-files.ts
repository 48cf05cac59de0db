import picomatch from 'picomatch';
import { z } from 'zod';
import { digest } from '../base/digest.ts';
import type { Problem } from '../base/problem.ts';
import { freshSeen } from '../evidence/controls-record.ts';
import { evidenceText } from '../evidence/evidence.ts';
import { isWordedAs, judgeStanding, type Standing } from '../evidence/freshness.ts';
import { inputState, OUTSIDE_FOLDERS, type InputSource } from '../evidence/input-state.ts';
import { parseStored, storedIdOf, storedText, type Stored } from '../evidence/parse-stored.ts';
import { checkRowPages, MATRIX_FILE, parseMatrix } from '../matrix/parse-matrix.ts';
import { judgeRows, type JudgedRow, type Standed } from '../matrix/verdict.ts';
import { isPageFile, parsePageBytes } from '../page/decode-page.ts';
import type { Page } from '../page/page.ts';
import { collectProofs } from '../proof/collect-proofs.ts';
import type { Proof } from '../proof/proof.ts';
import type { BundleFile } from './bundle-file.ts';
import { isProjectFile } from './layout.ts';

/** A proof with what is kept of it. */
export interface FileProof extends Standed {
  readonly stored: Stored;
}

/** A project as its files alone show it. */
export interface FileSurvey {
  readonly pages: readonly Page[];
  readonly proofs: readonly FileProof[];
  readonly rows: readonly JudgedRow[];
  /** Ids with evidence and without a proof. */
  readonly orphans: readonly string[];
  readonly problems: readonly Problem[];
  /** What verdicts depend on and files cannot show, in words. */
  readonly unseen: readonly string[];
}

/** Judges every proof and row of a project from the bytes of its files: nothing is run, nothing else is looked at. */
export function surveyFiles(all: readonly BundleFile[]): FileSurvey {
  const files = new Map(all.filter(({ path }) => isProjectFile(path)).map(({ path, bytes }) => [path, bytes]));
  const pages = [...files].filter(([path]) => isPageFile(path)).map(([path, bytes]) => parsePageBytes(path, bytes));
  const rows = parseMatrix(textOf(files, MATRIX_FILE) ?? '[]');
  const shown = pages.map(({ value }) => value);
  const proofs = collectProofs(shown, { fixtures: [], rows: rows.value.map(({ id }) => id) });
  const { tools, unseen } = toolsOf(files);
  const states = new Map<string, string>();
  const source = sourceIn(files);
  const state = (input: string): string => remembered(states, input, () => inputState(input, source));
  const stored = proofs.value.map((proof) => ({ proof, read: readStored(files, proof.id) }));
  const standed = stored.map(({ proof, read }) => standing(proof, read.value, { state, tools }));
  const ids = new Set(proofs.value.map(({ id }) => id));
  return {
    pages: shown,
    proofs: standed,
    rows: judgeRows(rows.value, standed),
    orphans: storedIdsIn(files).filter((id) => !ids.has(id)),
    problems: [
      ...pages.flatMap(({ problems }) => problems),
      ...rows.problems,
      // Which fixtures there are is said by a module, and nothing of a bundle is run to read it.
      ...proofs.problems.filter(({ code }) => code !== 'PR212'),
      ...checkRowPages(rows.value, shown),
      ...stored.flatMap(({ read }) => read.problems),
    ],
    unseen,
  };
}

type Files = ReadonlyMap<string, Uint8Array>;
interface Now {
  readonly state: (input: string) => string;
  readonly tools: Readonly<Record<string, string>>;
}

function standing(proof: Proof, stored: Stored, now: Now): FileProof {
  const judged = judgeStanding(proof, stored, now);
  return { proof, stored, standing: recordStanding(proof, stored, judged), seenFailing: isSeenFailing(proof, stored) };
}

/** A record that holds must also be spelled as we spell it and say what the page says. */
function recordStanding(proof: Proof, { evidence, recordText }: Stored, judged: Standing): Standing {
  if (judged.state !== 'held' || evidence === null) return judged;
  if (evidenceText(evidence) !== recordText) return { state: 'stale', why: 'the record is not in its canonical form' };
  return isWordedAs(proof, evidence) ? judged : { state: 'stale', why: 'the record does not say what the page says' };
}

function isSeenFailing(proof: Proof, { evidence, controls: record }: Stored): boolean {
  const seen = proof.controls.map((control) => freshSeen(control, { proof, evidence, record }));
  return seen.length > 0 && seen.every((one) => one !== undefined);
}

function readStored(files: Files, id: string): ReturnType<typeof parseStored> {
  const kept = [...files].filter(([path]) => path.startsWith(`proofs/${id}/`));
  const attachments = kept.map(([path, bytes]) => [path.slice(`proofs/${id}/`.length), digest(bytes)]);
  return parseStored(id, {
    record: textOf(files, `proofs/${id}.json`),
    transcript: textOf(files, `proofs/${id}.txt`),
    controls: textOf(files, `proofs/${id}.controls.json`),
    lastRun: null,
    attachments: Object.fromEntries(attachments),
  });
}

function storedIdsIn(files: Files): readonly string[] {
  const names = [...files.keys()].flatMap((path) => /^proofs\/([^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names.flatMap((name) => storedIdOf(name) ?? []))].sort();
}

function textOf(files: Files, path: string): string | null {
  const bytes = files.get(path);
  return bytes === undefined ? null : storedText(bytes);
}

function sourceIn(files: Files): InputSource {
  const matchable = [...files.keys()].filter((path) => !isOutside(path));
  return {
    file: (name) => files.get(name) ?? null,
    folder: (name) => {
      const inside = [...files.keys()].filter((path) => path.startsWith(`${name}/`));
      const names = inside.map((path) => path.slice(name.length + 1).split('/')[0] ?? '');
      return names.length === 0 ? null : [...new Set(names)];
    },
    glob: (pattern) => {
      const matches = picomatch(pattern, { dot: true });
      return matchable.filter((path) => matches(path));
    },
  };
}

function isOutside(path: string): boolean {
  const parts = path.split('/').slice(0, -1);
  return parts.includes('node_modules') || OUTSIDE_FOLDERS.some((folder) => parts[0] === folder);
}

const lockSchema = z.object({ packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })) });

/** The Node version that the lock file pins is the one of the project's runs. */
function toolsOf(files: Files): { readonly tools: Now['tools']; readonly unseen: readonly string[] } {
  const unseen = ['the Node version of the runs: no lock file pins one'];
  try {
    const { packages } = lockSchema.parse(JSON.parse(textOf(files, 'package-lock.json') ?? 'null'));
    const node = packages['node_modules/node']?.version;
    return node === undefined ? { tools: {}, unseen } : { tools: { node }, unseen: [] };
  } catch {
    return { tools: {}, unseen };
  }
}

function remembered(known: Map<string, string>, input: string, look: () => string): string {
  const state = known.get(input) ?? look();
  known.set(input, state);
  return state;
}
