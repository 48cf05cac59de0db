import { loadConfig } from '../base/load-config-fs.ts';
import type { Config } from '../base/config.ts';
import { ProblemsError, sortProblems, type Problem, type Read } from '../base/problem.ts';
import { checkRowPages } from '../matrix/parse-matrix.ts';
import { readMatrix } from '../matrix/read-fs.ts';
import type { Row } from '../matrix/row.ts';
import type { Page } from '../page/page.ts';
import { readPages } from '../page/read-fs.ts';
import { collectProofs } from '../proof/collect-proofs.ts';
import type { Proof } from '../proof/proof.ts';

/** A project as written: nothing of what was run is in it. */
export interface Project {
  readonly root: string;
  readonly config: Config;
  readonly pages: readonly Page[];
  readonly rows: readonly Row[];
  readonly proofs: readonly Proof[];
}

/** Reads a whole project and every problem in it. */
export async function readProject(root: string): Promise<Read<Project>> {
  const [config, pages] = await Promise.all([loadConfig(root), readPages(root)]);
  const rows = readMatrix(root);
  const known = { fixtures: config.value.fixtures.map((one) => one.name), rows: rows.value.map((row) => row.id) };
  const proofs = collectProofs(pages.value, known);
  const problems: Problem[] = [
    ...config.problems,
    ...pages.problems,
    ...rows.problems,
    ...proofs.problems,
    ...checkRowPages(rows.value, pages.value),
  ];
  return {
    value: { root, config: config.value, pages: pages.value, rows: rows.value, proofs: proofs.value },
    problems: sortProblems(problems),
  };
}

/** Reads a project that has no problems; throws ProblemsError with all of them otherwise. */
export async function loadProject(root: string): Promise<Project> {
  const { value, problems } = await readProject(root);
  if (problems.length > 0) throw new ProblemsError(problems);
  return value;
}
