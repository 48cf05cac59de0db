import { digest, digestJson } from '../base/digest.ts';
import { definitionDigest } from '../proof/definition.ts';
import type { Proof } from '../proof/proof.ts';
import { contradiction } from './contradiction.ts';
import type { Evidence } from './evidence.ts';
import type { Stored } from './parse-stored.ts';

/** How a proof stands by what is kept of it; `why` is one line for a person, empty when it held and its last run was not left out. */
export interface Standing {
  readonly state: 'held' | 'stale' | 'failing' | 'missing';
  readonly why: string;
}

/** The state of the world now, as far as evidence depends on it. */
export interface World {
  /** The digest of an input now, or `absent`. */
  readonly state: (input: string) => string;
  readonly tools: Readonly<Record<string, string>>;
}

/** Judges kept evidence against the page and the files as they are now. A last run that did not hold makes it failing. */
export function judgeStanding(proof: Proof, stored: Stored, world: World): Standing {
  const { evidence, transcript } = stored;
  const lastRun = stored.lastRun?.definition === definitionDigest(proof) ? stored.lastRun : null;
  if (lastRun !== null && lastRun.outcome !== 'held' && lastRun.outcome !== 'not-run')
    return { state: 'failing', why: lastRun.words };
  if (evidence === null || transcript === null) return { state: 'missing', why: missingWhy({ ...stored, lastRun }) };
  const why = staleWhy(proof, { evidence, transcript, attachments: stored.attachments }, world);
  return why === null ? { state: 'held', why: elsewhere(lastRun) } : { state: 'stale', why };
}

/** Fresh evidence keeps its worth where its proof cannot be run, but a reader is told. */
function elsewhere(lastRun: Stored['lastRun']): string {
  if (lastRun?.outcome !== 'not-run') return '';
  return `not re-run here, last held elsewhere (${lastRun.words.replace(/^not run: /, '')})`;
}

function missingWhy({ recordText, transcript, lastRun }: Stored): string {
  if (lastRun?.outcome === 'not-run') return lastRun.words;
  return recordText === null && transcript === null ? 'not run yet' : 'its evidence is not whole';
}

interface Kept {
  readonly evidence: Evidence;
  readonly transcript: string;
  readonly attachments: Stored['attachments'];
}

function staleWhy(proof: Proof, kept: Kept, world: World): string | null {
  const { evidence, transcript } = kept;
  if (digest(transcript) !== evidence.transcript) return `proofs/${proof.id}.txt is not what was recorded`;
  if (digestJson(kept.attachments) !== digestJson(evidence.attachments))
    return `the files in proofs/${proof.id}/ are not what was recorded`;
  if (definitionDigest(proof) !== evidence.definition) return 'the proof has changed';
  const against = contradiction(proof, evidence, transcript);
  if (against !== null) return `proofs/${proof.id}.txt contradicts its record: ${against}`;
  const changed = Object.keys(evidence.inputs).filter((input) => world.state(input) !== evidence.inputs[input]);
  if (changed.length > 0) return changedWhy(changed);
  const tool = Object.keys(world.tools).find((name) => world.tools[name] !== evidence.tools[name]);
  return tool === undefined ? null : `${tool} is ${world.tools[tool]}, was ${evidence.tools[tool] ?? 'another'}`;
}

function changedWhy(changed: readonly string[]): string {
  const [first = ''] = changed;
  return changed.length === 1 ? `${first} has changed` : `${first} and ${changed.length - 1} more have changed`;
}

/** Whether a fresh record says of the proof what the page says now; if not, it is rewritten without a run. */
export function isWordedAs(proof: Proof, evidence: Evidence): boolean {
  const { title, page, line, covers } = evidence.proof;
  return (
    title === proof.title &&
    page === proof.place.file &&
    line === proof.place.line &&
    covers.join() === [...proof.covers].sort().join()
  );
}
