import { milestonesOf } from '../matrix/milestone.ts';
import { claimFindingsText, claimsJson } from '../report/claims-text.ts';
import { jsonText, matrixJson } from '../report/json.ts';
import { matrixText } from '../report/matrix-text.ts';
import { paint } from '../report/paint.ts';
import { EXIT, type Io } from './io.ts';
import { judgeProjectClaims } from './judge-project-claims-fs.ts';
import { loadProject } from './load-project-fs.ts';
import { survey } from './survey-fs.ts';

/** Prints rows and verdicts, and what is wrong with claims; holds only when every in-scope row is proved, there is one, and no claim says more. */
export async function matrix(options: { root: string; json: boolean }, io: Io): Promise<number> {
  const project = await loadProject(options.root);
  const { rows } = survey(project, { overlay: true });
  const claims = judgeProjectClaims(project, rows);
  const milestones = milestonesOf(rows);
  io.out(
    options.json
      ? jsonText({ ...matrixJson(rows, milestones), claims: claimsJson(claims) })
      : matrixText(rows, milestones, paint(io.colour)),
  );
  io.err(claimFindingsText(claims.findings));
  const inScope = rows.filter((one) => one.verdict !== 'out-of-scope');
  const isProved = inScope.length > 0 && inScope.every((one) => one.verdict === 'proved');
  return isProved && claims.findings.length === 0 ? EXIT.held : EXIT.notHeld;
}
