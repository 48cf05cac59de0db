import path from 'node:path';
import { ProblemsError } from '../base/problem.ts';
import { isWordedAs } from '../evidence/freshness.ts';
import { reworded } from '../evidence/build-evidence.ts';
import { clearStaged, removeStored, runIds, writeRecord, writeRun, writeStored } from '../evidence/store-fs.ts';
import { definitionDigest } from '../proof/definition.ts';
import { selectProofs, shardProofs, type Shard } from '../proof/select-proofs.ts';
import { isGood, type Result } from '../report/result.ts';
import { outcomeLine } from '../report/outcome-text.ts';
import { loadProject } from './load-project-fs.ts';
import type { Io } from './io.ts';
import { EXIT } from './io.ts';
import { reporting } from './reporting-node.ts';
import type { ReportOptions } from './reporting-node.ts';
import { runResults, type Judged } from './run-results-node.ts';
import { survey, type Survey, type Surveyed } from './survey-fs.ts';

/** What `npm run proofs` is asked to do. */
export interface ProveOptions extends ReportOptions {
  readonly root: string;
  readonly names: readonly string[];
  readonly all: boolean;
  readonly shard: Shard | null;
  readonly repeat: number;
}

/** Runs what is stale, failing or missing (or all), keeps the evidence of what held, and says what changed. */
export async function prove(options: ProveOptions, io: Io): Promise<number> {
  const project = await loadProject(options.root);
  const found = survey(project, { overlay: true });
  const chosen = choose(found, options);
  tidy(options.root, found);
  const results: Result[] = [];
  const report = reporting(io, options, {
    total: chosen.length * options.repeat,
    ids: chosen.map((one) => one.proof.id),
  });
  const compare = comparer(chosen);
  const onJudged = (judged: Judged): void => {
    const result = compare(judged.result);
    keep(options.root, judged);
    results.push(result);
    report.ended(result, options.repeat > 1);
  };
  const compileCache = path.join(options.root, 'proofs/.run/compile-cache');
  const proofs = chosen.map((one) => one.proof);
  for (let turn = 0; turn < options.repeat && !io.signal.aborted; turn += 1) {
    await runResults({ project, proofs, compileCache, signal: io.signal, onStart: report.started, onJudged });
  }
  clearStaged(options.root, { own: true });
  const fresh = found.proofs.filter((one) => one.standing.state === 'held' && !chosen.includes(one)).length;
  report.done(results, { fresh, orphans: found.orphans });
  if (io.signal.aborted) return EXIT.interrupted;
  return results.every(isGood) ? EXIT.held : EXIT.notHeld;
}

function choose(found: Survey, options: ProveOptions): readonly Surveyed[] {
  const selected = selectProofs(
    found.proofs.map((one) => one.proof),
    options.names,
  );
  if (selected.problems.length > 0) throw new ProblemsError(selected.problems);
  const wanted = new Set(shardProofs(selected.value, options.shard));
  const asked = options.all || options.names.length > 0 || options.repeat > 1;
  return found.proofs.filter((one) => wanted.has(one.proof) && (asked || one.standing.state !== 'held'));
}

/** Joins each result to what was printed before: by the committed run, or by an earlier turn, which must be the same. */
function comparer(chosen: readonly Surveyed[]): (result: Result) => Result {
  const before = new Map(chosen.map((one) => [one.proof.id, one.stored.transcript]));
  const earlier = new Map<string, string>();
  return (result) => {
    const { id } = result.proof;
    const known = before.get(id) ?? null;
    if (result.outcome.kind !== 'held') return { ...result, before: known };
    const first = earlier.get(id);
    earlier.set(id, first ?? result.transcript);
    before.set(id, result.transcript);
    const drift =
      first === undefined || first === result.transcript ? null : 'flaky: it printed something else the first time';
    return { ...result, before: first ?? known, drift };
  };
}

/** Removes orphans, and lets fresh records follow a page whose words or lines have moved. */
function tidy(root: string, found: Survey): void {
  clearStaged(root, { own: false });
  const ids = new Set(found.proofs.map((one) => one.proof.id));
  for (const id of [...found.orphans, ...runIds(root).filter((one) => !ids.has(one))]) removeStored(root, id);
  for (const { proof, standing, stored } of found.proofs) {
    if (standing.state !== 'held' || stored.evidence === null || isWordedAs(proof, stored.evidence)) continue;
    writeRecord(root, reworded(stored.evidence, proof));
  }
}

function keep(root: string, { result, evidence, attachments }: Judged): void {
  const { proof, outcome, transcript, tookMs, figures } = result;
  if (evidence !== null) writeStored(root, { evidence, transcript, attachments });
  if (outcome.kind === 'not-run' && outcome.why === 'interrupted') return;
  const shown = outcome.kind === 'held' || outcome.kind === 'leaked-secret' ? null : transcript;
  const record = {
    id: proof.id,
    outcome: outcome.kind,
    definition: definitionDigest(proof),
    words: outcomeLine(outcome),
    at: new Date().toISOString(),
    tookMs: Math.round(tookMs),
    ...(figures.length > 0 ? { figures: [...figures] } : {}),
  };
  writeRun(root, record, shown);
}
