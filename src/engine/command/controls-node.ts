import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { ProblemsError } from '../base/problem.ts';
import { buildControlsRecord, freshSeen, type SeenFailing } from '../evidence/controls-record.ts';
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
import { runResults } from './run-results-node.ts';
import { survey, type Surveyed } from './survey-fs.ts';

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
    const steady =
      broken !== null
        ? new Set<string>()
        : await holdUnchanged({ project: { ...project, root: base }, todo, options }, io);
    const done: ControlResult[] = [];
    const waiting = [...todo];
    // Each worker keeps one copy, and so what Node has compiled in it.
    const worker = async (number: number): Promise<void> => {
      const copy = path.join(dir, `copy-${number}`);
      cpSync(base, copy, { recursive: true, verbatimSymlinks: true });
      const place = { base, copy, compileCache: path.join(dir, 'compile-cache') };
      for (let next = waiting.shift(); next !== undefined && !io.signal.aborted; next = waiting.shift())
        done.push(say(await judge({ project, ...next, ...place, signal: io.signal }, { steady, broken })));
    };
    await Promise.all(
      Array.from({ length: Math.min(defaultConcurrency(), todo.length) }, (_, number) => worker(number)),
    );
    return done;
  } finally {
    reaper.dismiss();
    removeScratch(dir);
  }
}

interface Unchanged {
  readonly steady: ReadonlySet<string>;
  /** Why the unchanged copy does not build. */
  readonly broken: string | null;
}

async function judge(work: ControlWork, { steady, broken }: Unchanged): Promise<ControlResult> {
  const why = broken === null ? blockedWhy(work.one, steady) : `the project does not build unchanged: ${broken}`;
  if (why === null) return runControl(work);
  return { proof: work.one.proof, control: work.control, tookMs: 0, outcome: { kind: 'void', why }, change: '' };
}

function blockedWhy({ proof, standing }: Surveyed, steady: ReadonlySet<string>): string | null {
  if (standing.state !== 'held') return `its proof is ${standing.state}: run npm run proofs first`;
  return steady.has(proof.id) ? null : 'its proof does not hold in an unchanged copy';
}

/**
 * The proofs that hold in a copy where nothing was changed: only of these a change can be what made them fail. One with
 * a control that is fresh held there before, with the same inputs.
 */
async function holdUnchanged({ project, todo, options }: Work, io: Io): Promise<ReadonlySet<string>> {
  const held = new Set(todo.map(({ one }) => one).filter(({ standing }) => standing.state === 'held'));
  const known = [...held].filter(
    (one) => !options.all && one.proof.controls.some((control) => isFresh({ one, control })),
  );
  const holds = new Set(known.map(({ proof }) => proof.id));
  await runResults({
    project,
    proofs: [...held].map(({ proof }) => proof).filter(({ id }) => !holds.has(id)),
    compileCache: null,
    signal: io.signal,
    onStart: () => undefined,
    onJudged: ({ result }) => void (result.outcome.kind === 'held' && holds.add(result.proof.id)),
  });
  return holds;
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
