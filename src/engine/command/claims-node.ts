import { claimFindingsText, claimsJson, claimsText } from '../report/claims-text.ts';
import { jsonText } from '../report/json.ts';
import { EXIT, type Io } from './io.ts';
import { judgeProjectClaims } from './judge-project-claims-fs.ts';
import { loadProject } from './load-project-fs.ts';
import { survey } from './survey-fs.ts';

/** Prints every claim with its rows; holds only when there is one and nothing is wrong with any. */
export async function claims(options: { root: string; json: boolean }, io: Io): Promise<number> {
  const project = await loadProject(options.root);
  const judged = judgeProjectClaims(project, survey(project, { overlay: true }).rows);
  io.out(options.json ? jsonText(claimsJson(judged)) : claimsText(judged));
  io.err(claimFindingsText(judged.findings));
  return judged.claims.length > 0 && judged.findings.length === 0 ? EXIT.held : EXIT.notHeld;
}
