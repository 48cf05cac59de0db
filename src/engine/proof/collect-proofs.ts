import { problem, sortProblems, type Problem, type Read } from '../base/problem.ts';
import type { Block, Page } from '../page/page.ts';
import { parseMeta, type Meta } from '../page/parse-meta.ts';
import { buildProof } from './build-proof.ts';
import { ATTRIBUTES, distance, parseAttributes, type BlockKind } from './parse-attributes.ts';
import type { Control, Expect, Proof } from './proof.ts';

/** The names that attributes may refer to. */
export interface Known {
  readonly fixtures: readonly string[];
  readonly rows: readonly string[];
}

interface Found {
  readonly proofs: Proof[];
  readonly expects: Expect[];
  readonly controls: Control[];
  readonly problems: Problem[];
}

/** Collects the proofs of all pages, in page order, with their expect and control blocks joined to them. */
export function collectProofs(pages: readonly Page[], known: Known): Read<readonly Proof[]> {
  const found: Found = { proofs: [], expects: [], controls: [], problems: [] };
  for (const page of pages) for (const block of page.blocks) collectBlock(block, page, found);
  const proofs = found.proofs.map((proof) => joined(proof, found));
  const problems = [
    ...found.problems,
    ...duplicates(proofs),
    ...strays([...found.expects, ...found.controls], proofs),
    ...proofs.flatMap((proof) => [...unknownNames(proof, known), ...assertsNothing(proof)]),
  ];
  return { value: proofs, problems: sortProblems(problems) };
}

function collectBlock(block: Block, page: Page, found: Found): void {
  const meta = parseMeta(block.meta);
  const kind = kindOf(meta);
  if (kind === null) {
    if (looksLikeOurs(meta)) found.problems.push(problem('PR218', block.place, { detail: block.meta.slice(0, 60) }));
    return;
  }
  const attributes = parseAttributes(kind, meta, block);
  if (kind === 'proof') {
    const built = buildProof(block, attributes, page.slug);
    if (built.value !== null) found.proofs.push(built.value);
    found.problems.push(...built.problems);
    return;
  }
  found.problems.push(...attributes.problems);
  const of = attributes.values.get('of') ?? '';
  const empty = block.text.trim() === '';
  if (kind === 'expect') {
    if (empty) found.problems.push(problem('PR217', block.place));
    found.expects.push({ of, lines: block.text.split('\n'), place: block.place });
    return;
  }
  const title = attributes.values.get('title') ?? '';
  if (title === '') found.problems.push(problem('PR207', block.place));
  if (empty) found.problems.push(problem('PR209', block.place));
  found.controls.push({ of, title, script: block.text, place: block.place });
}

function kindOf(meta: Meta): BlockKind | null {
  return isKind(meta.kind) ? meta.kind : null;
}

function isKind(word: string): word is BlockKind {
  return Object.hasOwn(ATTRIBUTES, word);
}

/** A mistyped marker must not turn a proof into an ordinary code sample without a word. */
function looksLikeOurs(meta: Meta): boolean {
  const names = meta.attributes.map((one) => one.name);
  const misspelt =
    meta.kind !== '' && Object.keys(ATTRIBUTES).some((kind) => distance(kind, meta.kind.toLowerCase()) <= 2);
  return names.includes('id') || names.includes('covers') || names.includes('of') || (misspelt && meta.kind.length > 3);
}

function joined(proof: Proof, found: Found): Proof {
  const expects = found.expects.filter((one) => one.of === proof.id);
  const controls = found.controls.filter((one) => one.of === proof.id);
  return { ...proof, expects, controls };
}

function duplicates(proofs: readonly Proof[]): Problem[] {
  const first = new Map<string, Proof>();
  return proofs.flatMap((proof) => {
    const earlier = first.get(proof.id);
    if (earlier === undefined) first.set(proof.id, proof);
    const at = earlier && `${earlier.place.file}:${earlier.place.line}`;
    return earlier ? [problem('PR206', proof.place, { detail: `${proof.id}, first at ${at}` })] : [];
  });
}

function strays(blocks: readonly (Expect | Control)[], proofs: readonly Proof[]): Problem[] {
  const ids = new Set(proofs.map((proof) => proof.id));
  return blocks
    .filter((one) => !ids.has(one.of))
    .map((one) => problem('PR216', one.place, { detail: `of="${one.of}"` }));
}

function unknownNames(proof: Proof, known: Known): Problem[] {
  const fixtures = proof.needs.filter((name) => !known.fixtures.includes(name));
  const rows = proof.covers.filter((id) => !known.rows.includes(id));
  return [
    ...fixtures.map((name) => problem('PR212', proof.place, { detail: name })),
    ...rows.map((id) => problem('PR213', proof.place, { detail: id })),
  ];
}

function assertsNothing(proof: Proof): Problem[] {
  const silent = proof.language === 'bash' && proof.exit === null && proof.expects.length === 0;
  return silent ? [problem('PR210', proof.place, { detail: proof.id })] : [];
}
