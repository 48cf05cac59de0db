import { evidenceText } from '../evidence/evidence.ts';
import { isWordedAs } from '../evidence/freshness.ts';
import { milestonesOf } from '../matrix/milestone.ts';
import { jsonText, matrixJson } from '../report/json.ts';
import { paint } from '../report/paint.ts';
import { problemText } from '../report/problem-text.ts';
import { EXIT, type Io } from './io.ts';
import { loadProject } from './load-project-fs.ts';
import { survey, type Surveyed } from './survey-fs.ts';

/** Recomputes every digest and verdict from files alone; runs nothing, writes nothing, and forgets the last run. */
export async function verify(options: { root: string; json: boolean }, io: Io): Promise<number> {
  const found = survey(await loadProject(options.root), { overlay: false });
  const findings = found.proofs.flatMap((one) => findingOf(one) ?? []);
  const good = found.proofs.length - findings.length;
  const lines = findings.map(({ id, file, why }) => `${paint(io.colour).bad('✗')} ${id}  ${file}  ${why}\n`);
  for (const one of found.problems) io.err(problemText(one));
  if (options.json) {
    io.out(
      jsonText({
        proofs: { held: good, findings, orphans: found.orphans },
        matrix: matrixJson(found.rows, milestonesOf(found.rows)),
      }),
    );
  } else {
    io.out(lines.join(''));
    for (const id of found.orphans) io.out(`✗ ${id}  proofs/${id}.json  no page has this proof\n`);
    io.out(
      `${good} of ${found.proofs.length} proofs verified from files: script, inputs and transcript are what was recorded\n`,
    );
  }
  const whole = findings.length === 0 && found.orphans.length === 0 && found.problems.length === 0;
  return whole && found.proofs.length > 0 ? EXIT.held : EXIT.notHeld;
}

function findingOf({ proof, standing, stored }: Surveyed): { id: string; file: string; why: string } | null {
  const at = (why: string) => ({ id: proof.id, file: `${proof.place.file}:${proof.place.line}`, why });
  if (standing.state !== 'held') return at(`${standing.state}: ${standing.why}`);
  if (stored.evidence === null || stored.recordText === null) return at('no record');
  if (evidenceText(stored.evidence) !== stored.recordText) return at('the record is not in its canonical form');
  return isWordedAs(proof, stored.evidence) ? null : at('the record does not say what the page says');
}
