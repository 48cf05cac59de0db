import { ProblemsError } from '../base/problem.ts';
import { judgeClaims } from '../matrix/judge-claims.ts';
import { readClaims } from '../matrix/read-claims-fs.ts';
import type { JudgedRow } from '../matrix/verdict.ts';
import type { ClaimsJudged } from '../report/claims-text.ts';
import type { Project } from './load-project-fs.ts';

/** Reads the claims of a project and judges them by its rows; throws ProblemsError for a file that cannot be read. */
export function judgeProjectClaims({ root, config }: Project, rows: readonly JudgedRow[]): ClaimsJudged {
  const { value, problems } = readClaims(root, config.claims);
  if (problems.length > 0) throw new ProblemsError(problems);
  const claims = value.files.flatMap((one) => one.claims);
  return { files: value.files.length, claims, findings: [...value.missing, ...judgeClaims(value.files, rows)] };
}
