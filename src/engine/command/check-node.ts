import { problem, ProblemsError } from '../base/problem.ts';
import { isUnpackedBundle } from '../bundle/unpacked-fs.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { isWordedAs } from '../evidence/freshness.ts';
import type { Proof } from '../proof/proof.ts';
import { isGood, type Result } from '../report/result.ts';
import { inOrder } from '../run/fixtures-node.ts';
import { EXIT, type Io } from './io.ts';
import { loadProject, type Project } from './load-project-fs.ts';
import { reporting, type ReportOptions } from './reporting-node.ts';
import { runResults, type Judged } from './run-results-node.ts';
import { survey, type Survey, type Surveyed } from './survey-fs.ts';

/** What `npm run proofs:check` is asked to do. */
export interface CheckOptions extends ReportOptions {
  readonly root: string;
  /** Fixtures that cannot be had here: their proofs are trusted when fresh. */
  readonly without: readonly string[];
  /** Expensive fixtures whose proofs are run again though their evidence is fresh. */
  readonly with: readonly string[];
  /** Run proofs that leave traces outside of their sandbox also in an unpacked bundle, where the code is somebody else's. */
  readonly writes: boolean;
}

/** Runs every proof again in a clean state and compares with what is committed, byte for byte. Writes nothing. */
export async function check(options: CheckOptions, io: Io): Promise<number> {
  const project = await loadProject(options.root);
  refuseUnknown({ with: options.with, without: options.without }, project);
  const found = survey(project, { overlay: false });
  const { trusted, keptBack, again } = split(project, found, {
    without: options.without,
    wanted: options.with,
    writes: options.writes || !isUnpackedBundle(options.root),
  });
  const results: Result[] = [];
  const report = reporting(io, options, { total: again.length, ids: again.map((one) => one.proof.id) });
  const kept = new Map(again.map((one) => [one.proof.id, one]));
  const onJudged = (judged: Judged): void => {
    const result = compared(judged, kept.get(judged.result.proof.id));
    results.push(result);
    report.ended(result, true);
  };
  await runResults({
    project,
    proofs: again.map((one) => one.proof),
    compileCache: null,
    signal: io.signal,
    onStart: report.started,
    onJudged,
  });
  report.done(results, { fresh: trusted.length, orphans: found.orphans });
  if (io.signal.aborted) return EXIT.interrupted;
  for (const { proof } of keptBack) io.err(`${proof.id} writes outside of its scratch folder: --writes runs it\n`);
  return verdictOf({ results, found, expected: again.length + keptBack.length, io, json: options.json });
}

function refuseUnknown(named: Readonly<Record<string, readonly string[]>>, project: Project): void {
  const known = project.config.fixtures.map((one) => one.name);
  const hint = `Fixtures here: ${known.join(', ') || 'none'}.`;
  const place = { file: 'arguments', line: 1 };
  const problems = Object.entries(named).flatMap(([option, names]) =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => problem('PR601', place, { detail: `--${option} ${name}`, hint })),
  );
  if (problems.length > 0) throw new ProblemsError(problems);
}

function verdictOf(of: { results: readonly Result[]; found: Survey; expected: number; io: Io; json: boolean }): number {
  const { results, found, io } = of;
  for (const id of found.orphans) io.err(`proofs/${id}.json:1 no page has this proof; npm run proofs removes it\n`);
  if (!of.json)
    io.out(
      `${results.filter(isGood).length} passed, ${results.filter((one) => !isGood(one)).length + found.orphans.length} failed\n`,
    );
  const nothing = found.proofs.length === 0;
  if (nothing) io.err('There is no proof: a check of nothing does not hold.\n');
  return !nothing && results.length === of.expected && results.every(isGood) && found.orphans.length === 0
    ? EXIT.held
    : EXIT.notHeld;
}

/** Expensive proofs are trusted while their inputs are unchanged, and so are those whose fixture is waived by name. */
function split(
  project: Project,
  found: Survey,
  { without, wanted, writes }: Record<'without' | 'wanted', readonly string[]> & { readonly writes: boolean },
): Record<'trusted' | 'keptBack' | 'again', readonly Surveyed[]> {
  const isTrusted = ({ proof, standing }: Surveyed): boolean => {
    if (standing.state !== 'held') return false;
    if (!writes && proof.safety === 'writes') return true;
    const fixtures = inOrder(proof.needs, project.config.fixtures);
    return fixtures.some(({ name, expensive }) => without.includes(name) || (expensive && !wanted.includes(name)));
  };
  const isKeptBack = ({ proof, standing }: Surveyed): boolean =>
    !writes && proof.safety === 'writes' && standing.state !== 'held';
  return {
    trusted: found.proofs.filter(isTrusted),
    keptBack: found.proofs.filter(isKeptBack),
    again: found.proofs.filter((one) => !isTrusted(one) && !isKeptBack(one)),
  };
}

function compared({ result, evidence }: Judged, kept: Surveyed | undefined): Result {
  const before = kept?.stored.transcript ?? null;
  if (evidence === null || kept === undefined) return { ...result, before };
  return { ...result, before, drift: driftOf({ proof: result.proof, result, evidence, kept }) };
}

function driftOf(of: { proof: Proof; result: Result; evidence: Evidence; kept: Surveyed }): string | null {
  const { kept, result, evidence, proof } = of;
  const committed = kept.stored.evidence;
  if (committed === null || kept.stored.transcript === null)
    return 'it holds, but no evidence is committed: run npm run proofs';
  if (kept.stored.transcript !== result.transcript) return 'it holds, but prints something else than what is committed';
  if (kept.standing.state !== 'held') return `the committed evidence is stale: ${kept.standing.why}`;
  if (!isWordedAs(proof, committed)) return 'the committed record does not say what the page says: run npm run proofs';
  const missed = Object.keys(evidence.inputs).find((input) => committed.inputs[input] !== evidence.inputs[input]);
  return missed === undefined ? null : `the committed record does not name the input ${missed} as it is`;
}
