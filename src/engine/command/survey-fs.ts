import type { Problem } from '../base/problem.ts';
import { inputReader } from '../evidence/inputs-fs.ts';
import { freshSeen } from '../evidence/controls-record.ts';
import { judgeStanding } from '../evidence/freshness.ts';
import type { Stored } from '../evidence/parse-stored.ts';
import { readStored, storedIds } from '../evidence/store-fs.ts';
import { judgeRows, type JudgedRow, type Standed } from '../matrix/verdict.ts';
import type { Proof } from '../proof/proof.ts';
import type { Project } from './load-project-fs.ts';
import { toolVersions } from './tool-versions-node.ts';

/** A proof with what is kept of it and how it stands. */
export interface Surveyed extends Standed {
  readonly stored: Stored;
}

/** The state of a project by its files alone: nothing is run. */
export interface Survey {
  readonly proofs: readonly Surveyed[];
  readonly rows: readonly JudgedRow[];
  /** Ids with evidence but without a proof. */
  readonly orphans: readonly string[];
  /** Evidence that cannot be read; its proofs count as missing. */
  readonly problems: readonly Problem[];
}

/** How much of the past counts: `overlay` lets a last run that did not hold make its proof failing. */
export interface SurveyOptions {
  readonly overlay: boolean;
}

/** Judges every proof and row of a project from what is kept and what the files are now. */
export function survey(project: Project, { overlay }: SurveyOptions): Survey {
  const inputs = inputReader(project.root);
  const world = { state: inputs.state, tools: toolVersions() };
  const read = project.proofs.map((proof) => ({ proof, ...readStored(project.root, proof.id) }));
  const proofs = read.map(({ proof, value }) => {
    const stored = overlay ? value : { ...value, lastRun: null };
    return { proof, stored, standing: judgeStanding(proof, stored, world), seenFailing: isSeenFailing(proof, stored) };
  });
  const ids = new Set(project.proofs.map((proof) => proof.id));
  const orphans = storedIds(project.root).filter((id) => !ids.has(id));
  return { proofs, rows: judgeRows(project.rows, proofs), orphans, problems: read.flatMap((one) => one.problems) };
}

/** Each control of a proof, and there is one, was seen to make it fail as things are now. */
function isSeenFailing(proof: Proof, { evidence, controls: record }: Stored): boolean {
  return (
    proof.controls.length > 0 &&
    proof.controls.every((control) => freshSeen(control, { proof, evidence, record }) !== undefined)
  );
}
