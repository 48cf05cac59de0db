import { freshSeen } from '../evidence/controls-record.ts';
import { definitionDigest } from '../proof/definition.ts';
import { milestonesOf, type Milestone } from '../matrix/milestone.ts';
import type { Verdict } from '../matrix/verdict.ts';
import { countVerdicts } from '../matrix/verdict.ts';
import type { Heading } from '../page/page.ts';
import { loadProject, type Project } from './load-project-fs.ts';
import { survey, type Surveyed } from './survey-fs.ts';

/** A page as the site needs it. */
export interface PageView {
  readonly file: string;
  readonly slug: string;
  readonly title: string;
  readonly headings: readonly Heading[];
}

/** A row with its verdict, as the site shows it. */
export interface RowView {
  readonly id: string;
  readonly group: string;
  readonly claim: string;
  readonly page: string | null;
  readonly scope: { readonly kind: 'in' } | { readonly kind: 'out'; readonly reason: string };
  readonly verdict: Verdict;
  readonly why: string;
  readonly proofs: readonly string[];
  readonly asks: readonly string[];
}

/** A proof with what it printed, as the site shows it. Digests are `sha256:` and hex. */
export interface ProofView {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly slug: string;
  readonly heading: string | null;
  readonly line: number;
  readonly language: 'js' | 'ts' | 'bash';
  readonly script: string;
  readonly expects: readonly string[];
  readonly covers: readonly string[];
  readonly needs: readonly string[];
  readonly timeoutMs: number;
  readonly state: 'held' | 'stale' | 'failing' | 'missing';
  readonly why: string;
  readonly transcript: string | null;
  readonly checks: number;
  readonly digests: { readonly script: string; readonly transcript: string | null };
  readonly inputs: readonly { readonly path: string; readonly digest: string }[];
  readonly attachments: readonly { readonly name: string; readonly digest: string }[];
  readonly tools: Readonly<Record<string, string>>;
  /** The changes that make it go red; `red` is what it said then, null while it was not seen as things are now. */
  readonly controls: readonly { readonly title: string; readonly red: string | null; readonly change: string }[];
}

/** All that the site shows; it is computed from files alone. */
export interface SiteModel {
  readonly rows: readonly RowView[];
  readonly proofs: readonly ProofView[];
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly pages: readonly PageView[];
  readonly milestones: readonly Milestone[];
}

/** Reads a project for the site. A last run that did not hold shows its proof as failing, as the matrix does. */
export async function loadSiteModel(root: string): Promise<SiteModel> {
  const project = await loadProject(root);
  const { proofs, rows } = survey(project, { overlay: true });
  return {
    rows: rows.map(({ row, ...judged }) => ({ ...row, ...judged })),
    proofs: proofs.map(proofView),
    counts: countVerdicts(rows),
    pages: pageViews(project),
    milestones: milestonesOf(rows),
  };
}

function pageViews(project: Project): readonly PageView[] {
  return project.pages.map(({ file, slug, title, headings }) => ({ file, slug, title, headings }));
}

function proofView({ proof, standing, stored }: Surveyed): ProofView {
  const { id, title, slug, heading, language, script, covers, needs, timeoutMs, place } = proof;
  const { evidence, transcript } = stored;
  return {
    id,
    title,
    slug,
    heading,
    language,
    script,
    covers,
    needs,
    timeoutMs,
    file: place.file,
    line: place.line,
    expects: proof.expects.map((one) => one.lines.join('\n')),
    state: standing.state,
    why: standing.why,
    transcript,
    checks: evidence?.checks ?? 0,
    digests: { script: definitionDigest(proof), transcript: evidence?.transcript ?? null },
    inputs: Object.entries(evidence?.inputs ?? {}).map(([path, digest]) => ({ path, digest })),
    attachments: Object.entries(evidence?.attachments ?? {}).map(([name, digest]) => ({ name, digest })),
    tools: evidence?.tools ?? {},
    controls: proof.controls.map((control) => {
      const seen = freshSeen(control, { proof, evidence, record: stored.controls });
      return { title: control.title, red: seen?.red ?? null, change: seen?.change ?? control.script };
    }),
  };
}
