import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { digest } from '../base/digest.ts';
import { buildEvidence } from '../evidence/build-evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { inputReader } from '../evidence/inputs-fs.ts';
import { judge } from '../evidence/judge.ts';
import { redactOutcome } from '../evidence/redact-outcome.ts';
import type { Proof } from '../proof/proof.ts';
import type { ProofRun } from '../run/proof-run.ts';
import { defaultConcurrency, runAll } from '../run/run-all-node.ts';
import { buildTranscript } from '../transcript/build-transcript.ts';
import { canonicalText } from '../transcript/canonical-text.ts';
import { nearDays } from '../transcript/near-days.ts';
import type { Figure, Result } from '../report/result.ts';
import type { Project } from './load-project-fs.ts';
import { toolVersions } from './tool-versions-node.ts';

/** A judged run; `evidence` is what may be kept, null unless it held. */
export interface Judged {
  readonly result: Result;
  readonly evidence: Evidence | null;
  /** The folder of attachments, there only during the callback. */
  readonly attachments: string | null;
}

/** How a set of proofs is run and who hears of it. */
export interface RunResults {
  readonly project: Project;
  readonly proofs: readonly Proof[];
  readonly compileCache: string | null;
  /** How many at a time; by default as many as there are cores. */
  readonly concurrency?: number;
  /** Added to the environment of proofs and fixtures. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onStart: (proof: Proof) => void;
  readonly onJudged: (judged: Judged) => void | Promise<void>;
}

/** Runs proofs and judges each as it ends. */
export async function runResults(options: RunResults): Promise<void> {
  const { project, proofs, compileCache, signal, onStart } = options;
  await runAll({
    root: project.root,
    proofs,
    declared: project.config.fixtures,
    concurrency: options.concurrency ?? defaultConcurrency(),
    ...(options.env === undefined ? {} : { env: options.env }),
    compileCache,
    signal,
    onStart,
    onRun: async (run) => options.onJudged(judgeRun(run, project)),
  });
}

function judgeRun(run: ProofRun, project: Project): Judged {
  const { proof } = run;
  const { text, idleRedactions, redact } = buildTranscript(run.events, {
    ...run.places,
    redactions: project.config.redactions,
  });
  const files = attachmentsOf(run.attachments);
  const attached = files.map(({ name, bytes }) => ({ name, text: canonicalText(bytes).text }));
  const { outcome, checks, warnings } = judge(run, text, attached);
  const told = [
    ...idleRedactions.map((name) => `the redaction [${name}] matches nothing`),
    ...nearDays(text, proof.script, weekAround(Date.now())).map(
      (day) => `${day} comes from the clock: another day prints another`,
    ),
  ];
  const result: Result = {
    proof,
    outcome: redactOutcome(outcome, redact),
    checks,
    tookMs: run.tookMs,
    figures: figuresOf(run),
    transcript: text,
    before: null,
    drift: null,
    warnings: [...warnings, ...told.map((words) => ({ place: proof.place, words }))],
  };
  if (outcome.kind !== 'held') return { result, evidence: null, attachments: null };
  const showed = {
    checks,
    transcript: text,
    inputs: inputReader(project.root).collect(run.traced, proof.inputs),
    attachments: Object.fromEntries(files.map(({ name, bytes }) => [name, digest(bytes)])),
    untraced: run.traced.untraced,
    tools: toolVersions(),
  };
  return { result, evidence: buildEvidence(proof, showed), attachments: run.attachments };
}

const DAY_MS = 86_400_000;

const weekAround = (now: number): readonly string[] =>
  Array.from({ length: 15 }, (_, index) => new Date(now + (index - 7) * DAY_MS).toISOString().slice(0, 10));

const figuresOf = ({ events }: ProofRun): readonly Figure[] =>
  events.flatMap((event) =>
    event.kind === 'figure' ? [{ name: event.name, value: event.value, unit: event.unit }] : [],
  );

function attachmentsOf(folder: string | null): readonly { readonly name: string; readonly bytes: Buffer }[] {
  if (folder === null) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) }));
}
