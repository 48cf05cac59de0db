import { execa } from 'execa';
import { basisDigest, controlDigest } from '../evidence/controls-record.ts';
import { judgeControl, type ControlOutcome } from '../evidence/judge-control.ts';
import { changeLine, type Change } from '../proof/change.ts';
import type { Control } from '../proof/proof.ts';
import type { ControlResult } from '../report/control-text.ts';
import { changeDiff } from '../report/change-diff.ts';
import type { Result } from '../report/result.ts';
import { readChanges } from '../run/read-changes-node.ts';
import { applyChange, undoChange } from '../run/scratch-copy-fs.ts';
import type { Project } from './load-project-fs.ts';
import { runResults } from './run-results-node.ts';
import type { Surveyed } from './survey-fs.ts';

/** One control with what it is run on: `base` is the unchanged copy, `copy` a second one, which is as it was afterwards. */
export interface ControlWork {
  readonly project: Project;
  readonly one: Surveyed;
  readonly control: Control;
  readonly base: string;
  readonly copy: string;
  readonly compileCache: string;
  readonly signal: AbortSignal;
}

/** Runs one control: copies, changes, builds, runs the proof, and judges what it said. */
export async function runControl(work: ControlWork): Promise<ControlResult> {
  const began = performance.now();
  const { one, control } = work;
  const changes = readChanges(control);
  const change = 'why' in changes ? '' : changes.map((each) => changeText(each)).join('\n');
  const outcome: ControlOutcome =
    'why' in changes ? { kind: 'void', why: changes.why } : await judgeChanged(work, changes);
  const tookMs = performance.now() - began;
  const { evidence } = one.stored;
  if (outcome.kind !== 'red' || evidence === null) return { proof: one.proof, control, tookMs, outcome, change };
  const basis = basisDigest(one.proof, evidence);
  const seen = { title: control.title, control: controlDigest(control), basis, red: outcome.words, change };
  return { proof: one.proof, control, tookMs, outcome, change, seen };
}

const changeText = (change: Change): string => (change.kind === 'edit' ? changeDiff(change) : changeLine(change));

async function judgeChanged(work: ControlWork, changes: readonly Change[]): Promise<ControlOutcome> {
  const { one, base, copy } = work;
  try {
    const fault = changes.map((change) => applyChange(copy, change)).find((why) => why !== null);
    if (fault !== undefined) return { kind: 'void', why: `the change does not apply: ${fault}` };
    const broken = changes.some(isScriptEdit) ? await buildFault(work) : null;
    if (broken !== null) return { kind: 'void', why: `the change does not build: ${broken}` };
    const result = await runChanged(work, changes);
    if (result === null) return { kind: 'void', why: 'it was interrupted' };
    return judgeControl(one.proof, result.outcome, { said: result.transcript, before: one.stored.transcript ?? '' });
  } finally {
    for (const change of changes) undoChange(copy, base, change);
  }
}

/** Why a copy does not build, in one line; null when it does, or when the project names no build. */
export async function buildFault({
  project,
  copy,
  signal,
}: Pick<ControlWork, 'project' | 'copy' | 'signal'>): Promise<string | null> {
  const [file, ...args] = project.config.build ?? [];
  if (file === undefined) return null;
  const run = await execa(file, args, { cwd: copy, reject: false, cancelSignal: signal, preferLocal: true });
  return run.failed
    ? (`${run.stdout}\n${run.stderr}`.trim().split('\n')[0]?.slice(0, 300) ?? 'the build failed')
    : null;
}

const isScriptEdit = (change: Change): boolean => change.kind === 'edit' && /\.[cm]?tsx?$/.test(change.file);

async function runChanged(
  { project, one, copy, compileCache, signal }: ControlWork,
  changes: readonly Change[],
): Promise<Result | null> {
  const sql = changes.flatMap((change) => (change.kind === 'sql' ? [change.text] : []));
  const env = Object.fromEntries([
    ...changes.flatMap((change) => (change.kind === 'env' ? [[change.name, change.value] as const] : [])),
    ...(sql.length === 0 ? [] : [['PROOFROOM_SQL', sql.join(';\n')] as const]),
  ]);
  let found: Result | null = null;
  await runResults({
    project: { ...project, root: copy },
    proofs: [one.proof],
    compileCache,
    concurrency: 1,
    env,
    signal,
    onStart: () => undefined,
    onJudged: ({ result }) => void (found = result),
  });
  return found;
}
