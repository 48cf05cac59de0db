import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { ProblemsError } from '../base/problem.ts';
import { buildControlsRecord, earlierSeen, freshSeen, type SeenFailing } from '../evidence/controls-record.ts';
import { writeControls } from '../evidence/store-fs.ts';
import { selectProofs } from '../proof/select-proofs.ts';
import type { Control } from '../proof/proof.ts';
import { controlLine, controlSum, isGoodControl, type ControlResult } from '../report/control-text.ts';
import { jsonText, controlsJson } from '../report/json.ts';
import { paint } from '../report/paint.ts';
import { startReaper } from '../run/reaper-node.ts';
import { defaultConcurrency } from '../run/run-all-node.ts';
import { sandboxPath } from '../run/sandbox-node.ts';
import { makeScratchCopy, removeScratch } from '../run/scratch-copy-fs.ts';
import { EXIT, type Io } from './io.ts';
import { loadProject, type Project } from './load-project-fs.ts';
import { buildFault, runControl, type ControlWork } from './run-control-node.ts';
import { survey, type Surveyed } from './survey-fs.ts';
import { holdsUnchanged, type HoldsUnchanged } from './unchanged-copy-node.ts';

/** What `npm run proofs:controls` is asked to do. */
export interface ControlsOptions {
  readonly root: string;
  readonly names: readonly string[];
  /** Also what is fresh. */
  readonly all: boolean;
  /** Write nothing, and demand that what is committed is fresh. */
  readonly check: boolean;
  readonly json: boolean;
}

interface Todo {
  readonly one: Surveyed;
  readonly control: Control;
}

/**
 * Changes a copy of the project as each control says and demands that its proof goes red at a check of its own. The
 * project itself is only read. Keeps what was seen; a control that is void, or leaves its proof green, fails.
 */
export async function controls(options: ControlsOptions, io: Io): Promise<number> {
  const project = await loadProject(options.root);
  const chosen = choose(survey(project, { overlay: false }).proofs, options.names);
  const all = chosen.flatMap((one) => one.proof.controls.map((control): Todo => ({ one, control })));
  const todo = all.filter((each) => options.all || !isFresh(each));
  const results = await runAllControls({ project, todo, options }, io);
  if (!options.check) keep(options.root, chosen, results);
  if (io.signal.aborted) return EXIT.interrupted;
  const stale = options.check ? all.filter((each) => !isFresh(each)) : [];
  const without = chosen.filter(({ proof }) => proof.controls.length === 0).map(({ proof }) => proof.id);
  const sum = { results, fresh: all.length - todo.length, stale: stale.length, without };
  io.out(options.json ? jsonText(controlsJson(sum)) : controlSum(sum, paint(io.colour)));
  return all.length > 0 && results.every(isGoodControl) && stale.length === 0 ? EXIT.held : EXIT.notHeld;
}

function choose(proofs: readonly Surveyed[], names: readonly string[]): readonly Surveyed[] {
  const selected = selectProofs(
    proofs.map((one) => one.proof),
    names,
  );
  if (selected.problems.length > 0) throw new ProblemsError(selected.problems);
  return proofs.filter((one) => selected.value.includes(one.proof));
}

function isFresh({ one, control }: Todo): boolean {
  const { evidence, controls: record } = one.stored;
  return one.standing.state === 'held' && freshSeen(control, { proof: one.proof, evidence, record }) !== undefined;
}

interface Work {
  readonly project: Project;
  readonly todo: readonly Todo[];
  readonly options: ControlsOptions;
}

async function runAllControls({ project, todo, options }: Work, io: Io): Promise<readonly ControlResult[]> {
  if (todo.length === 0) return [];
  const marker = randomBytes(9).toString('hex');
  const dir = sandboxPath(`controls-${marker}`);
  const reaper = startReaper(dir, `controls-${marker}`);
  const width = Math.max(...todo.map(({ one }) => one.proof.id.length));
  const colours = paint(io.colour);
  const say = (result: ControlResult): ControlResult => {
    if (!options.json) io.out(controlLine(result, { width, colours }));
    return result;
  };
  try {
    const base = path.join(dir, 'base');
    makeScratchCopy(project.root, base);
    const broken = await buildFault({ project, copy: base, signal: io.signal });
    const holds = holdsUnchanged({ ...project, root: base }, io.signal);
    const done: ControlResult[] = [];
    const waiting = [...todo];
    const copies = Array.from({ length: Math.min(defaultConcurrency(), todo.length) }, (_, number) => {
      const copy = path.join(dir, `copy-${number}`);
      cpSync(base, copy, { recursive: true, verbatimSymlinks: true });
      return copy;
    });
    // Each worker keeps one copy, and so what Node has compiled in it.
    const worker = async (copy: string): Promise<void> => {
      const place = { base, copy, compileCache: path.join(dir, 'compile-cache') };
      for (let next = waiting.shift(); next !== undefined && !io.signal.aborted; next = waiting.shift())
        done.push(
          say(await judge({ project, ...next, ...place, signal: io.signal }, { holds, broken, again: options.all })),
        );
    };
    await Promise.all(copies.map((copy) => worker(copy)));
    return done;
  } finally {
    reaper.dismiss();
    removeScratch(dir);
  }
}

interface Judging {
  readonly holds: HoldsUnchanged;
  /** Why the unchanged copy does not build. */
  readonly broken: string | null;
  /** Trust nothing that was seen before. */
  readonly again: boolean;
}

/**
 * Runs a control. Red counts beside an unchanged copy that holds: one that holds now, or one that held when the same
 * change made the same check say the same. A proof with a control that is fresh held there with the same inputs.
 */
async function judge(work: ControlWork, { holds, broken, again }: Judging): Promise<ControlResult> {
  const { proof, standing, stored } = work.one;
  if (broken !== null) return voided(work, `the project does not build unchanged: ${broken}`);
  if (standing.state !== 'held') return voided(work, `its proof is ${standing.state}: run npm run proofs first`);
  const isKnown = !again && proof.controls.some((control) => isFresh({ one: work.one, control }));
  const before = again ? undefined : earlierSeen(work.control, stored.controls);
  if (!isKnown && before === undefined && !(await holds(work.one))) return voided(work, UNSTEADY);
  const result = await runControl(work);
  const isSure = isKnown || before === undefined || result.seen === undefined || result.seen.red === before.red;
  return isSure || (await holds(work.one)) ? result : voided(work, UNSTEADY);
}

const UNSTEADY = 'its proof does not hold in an unchanged copy';

function voided({ one, control }: Todo, why: string): ControlResult {
  return { proof: one.proof, control, tookMs: 0, outcome: { kind: 'void', why }, change: '' };
}

/** What was seen now replaces what was seen before; what was not run again stays while it is fresh. */
function keep(root: string, chosen: readonly Surveyed[], results: readonly ControlResult[]): void {
  for (const one of chosen) {
    const seen = one.proof.controls.flatMap((control): SeenFailing[] => {
      const result = results.find((each) => each.control === control);
      if (result?.seen !== undefined) return [result.seen];
      if (result !== undefined) return [];
      const kept = freshSeen(control, { proof: one.proof, evidence: one.stored.evidence, record: one.stored.controls });
      return kept === undefined ? [] : [kept];
    });
    writeControls(root, one.proof.id, seen.length === 0 ? null : buildControlsRecord(one.proof.id, seen));
  }
}
