import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { digestJson } from '../base/digest.ts';
import { freshSeen } from '../evidence/controls-record.ts';
import { milestonesOf } from '../matrix/milestone.ts';
import { countVerdicts, VERDICTS } from '../matrix/verdict.ts';
import { definitionDigest } from '../proof/definition.ts';
import type { BundleFile } from './bundle-file.ts';
import { surveyFiles, type FileProof } from './survey-files.ts';

const verdict = z.enum(VERDICTS);
const counts = z.record(verdict, z.number().int().nonnegative());
const text = z.string();
const list = z.array(z.string());

const rowSchema = z.strictObject({
  id: text.describe('The row.'),
  group: text.describe('The heading under which it is listed.'),
  claim: text.describe('What the buyer reads.'),
  page: text.nullable().describe('The page and heading where it is claimed.'),
  scope: text.describe('`in`, or the reason why it is out of scope.'),
  verdict: verdict.describe('Computed from the files.'),
  why: text.describe('The reason, empty when it is proved.'),
  proofs: list.describe('The proofs that cover it.'),
  asks: list.describe("The buyer's questions that it answers."),
});

const proofSchema = z.strictObject({
  id: text.describe('The proof.'),
  title: text.describe('The claim, in words.'),
  page: text.describe('The page file.'),
  line: z.number().int().positive().describe('The line of its opening fence, from 1.'),
  covers: list.describe('The rows that it covers.'),
  needs: list.describe('Its fixtures.'),
  safety: z.enum(['safe', 'writes']).describe('Whether it leaves traces outside of its sandbox.'),
  state: z.enum(['held', 'stale', 'failing', 'missing']).describe('How its evidence stands.'),
  why: text.describe('The reason, empty when it held.'),
  checks: z.number().int().nonnegative().describe('How many checks held.'),
  definition: text.describe('Digest of what it runs and demands.'),
  transcript: text.nullable().describe('Digest of what it printed.'),
  controls: z
    .array(
      z.strictObject({
        title: text.describe('The change, in words.'),
        red: text
          .nullable()
          .describe('What the proof said when it went red; null when that was not seen as things are.'),
      }),
    )
    .describe('The changes that must make it fail.'),
});

/** What a bundle says of its own claims. A verifier computes it again from the files and compares. */
export const indexSchema = z.strictObject({
  kind: z.literal('proofroom/index').describe('What this file is.'),
  version: z.literal(1).describe('The version of this format.'),
  project: z.strictObject({ name: text, version: text }).describe('As package.json has them.'),
  pages: z.array(z.strictObject({ file: text, slug: text, title: text })).describe('Every page.'),
  rows: z.array(rowSchema).describe('Every row of the matrix, with its verdict.'),
  counts: counts.describe('Rows by verdict.'),
  milestones: z
    .array(z.strictObject({ group: text, state: text, counts, rows: list }))
    .describe('The groups of rows, as a whole.'),
  proofs: z.array(proofSchema).describe('Every proof with its controls.'),
  orphans: list.describe('Evidence that belongs to no proof.'),
  problems: list.describe('What is wrong in the input, with its place.'),
  unseen: list.describe('What verdicts depend on and files cannot show.'),
  seal: text.describe('Digest of this record without this member.'),
});

/** See indexSchema. */
export type BundleIndex = Readonly<z.infer<typeof indexSchema>>;

/** Computes the index of a bundle from the bytes of its files. */
export function buildIndex(files: readonly BundleFile[]): BundleIndex {
  const { pages, proofs, rows, orphans, problems, unseen } = surveyFiles(files);
  const index: Omit<BundleIndex, 'seal'> = {
    kind: 'proofroom/index',
    version: 1,
    project: projectOf(files),
    pages: pages.map(({ file, slug, title }) => ({ file, slug, title })),
    rows: rows.map(({ row, verdict, why, proofs }) => {
      const { id, group, claim, page, scope, asks } = row;
      const words = scope.kind === 'in' ? 'in' : scope.reason;
      return { id, group, claim, page, scope: words, verdict, why, proofs: [...proofs], asks: [...asks] };
    }),
    counts: { ...countVerdicts(rows) },
    milestones: milestonesOf(rows).map((one) => ({ ...one, counts: { ...one.counts }, rows: [...one.rows] })),
    proofs: proofs.map(proofOf),
    orphans: [...orphans],
    problems: problems.map(
      ({ place, code, title, detail }) => `${place.file}:${place.line} ${code} ${title}: ${detail}`,
    ),
    unseen: [...unseen],
  };
  return { ...index, seal: digestJson(index) };
}

/** The one spelling of an index. */
export const indexText = (index: BundleIndex): string => canonicalJson(index);

/** Reads an index that is spelled as we spell it; null for any other text. */
export function parseIndex(source: string): BundleIndex | null {
  try {
    const parsed = indexSchema.safeParse(JSON.parse(source));
    return parsed.success && indexText(parsed.data) === source ? parsed.data : null;
  } catch {
    return null;
  }
}

function proofOf({ proof, standing, stored }: FileProof): BundleIndex['proofs'][number] {
  const { id, title, place, covers, needs, safety, controls } = proof;
  const { evidence, controls: record } = stored;
  return {
    id,
    title,
    page: place.file,
    line: place.line,
    covers: [...covers],
    needs: [...needs],
    safety,
    state: standing.state,
    why: standing.why,
    checks: evidence?.checks ?? 0,
    definition: definitionDigest(proof),
    transcript: evidence?.transcript ?? null,
    controls: controls.map((control) => ({
      title: control.title,
      red: freshSeen(control, { proof, evidence, record })?.red ?? null,
    })),
  };
}

const packageSchema = z.object({ name: z.string().default('project'), version: z.string().default('0.0.0') });

/** They are a part of the name of the ZIP, and must not lead it elsewhere. */
const plain = (text: string): string => text.replaceAll(/[^\w.+-]+/g, '-').replace(/^[.-]+/, '') || 'project';

/** The name and version that package.json gives, or plain ones. A scope is left out of the name. */
export function projectOf(files: readonly BundleFile[]): BundleIndex['project'] {
  const found = files.find(({ path }) => path === 'package.json');
  try {
    const { name, version } = packageSchema.parse(JSON.parse(Buffer.from(found?.bytes ?? []).toString('utf8') || '{}'));
    return { name: plain(name.replace(/^@[^/]*\//, '')), version: plain(version) };
  } catch {
    return { name: 'project', version: '0.0.0' };
  }
}
