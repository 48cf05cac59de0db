/** The front door of the engine: all that scripts, the site and a project's configuration may use. */
export type { ConfigInput } from './base/config.ts';
export { assertNever } from './base/assert-never.ts';
export { ProblemsError, type Problem } from './base/problem.ts';
export { pathLeaks, textLeaks } from './bundle/leak-rules.ts';
export { PROBLEMS } from './base/problem-catalogue.ts';
export { SECRET_SHAPES } from './transcript/find-secrets.ts';
export { readProject, type Project } from './command/load-project-fs.ts';
export { flatText } from './page/flat-text.ts';
export { parseTree } from './page/parse-tree.ts';
export type { Fixture, FixtureServer, Kit, OpenContext, Opened } from './run/fixture.ts';
export type { Milestone, MilestoneState } from './matrix/milestone.ts';
export type { Verdict } from './matrix/verdict.ts';
export { loadSiteModel, type PageView, type ProofView, type RowView, type SiteModel } from './command/site-model-fs.ts';
export { sentencesOf } from './page/sentences.ts';
export { runCommand, type CommandName } from './command/run-command-node.ts';
