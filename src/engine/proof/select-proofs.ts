import { problem, type Problem, type Read } from '../base/problem.ts';
import type { Proof } from './proof.ts';

/** Which part of the work this run takes: part `index` of `count`, both counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const COMMAND_LINE = { file: 'arguments', line: 1 };

/** Keeps the proofs named by id, page file, page slug or row; all when no name is given. Unknown names are problems. */
export function selectProofs(proofs: readonly Proof[], names: readonly string[]): Read<readonly Proof[]> {
  if (names.length === 0) return { value: proofs, problems: [] };
  const unknown = names.filter((name) => !proofs.some((proof) => isNamed(proof, name)));
  const problems: Problem[] = unknown.map((name) => problem('PR601', COMMAND_LINE, { detail: name }));
  return { value: proofs.filter((proof) => names.some((name) => isNamed(proof, name))), problems };
}

function isNamed(proof: Proof, name: string): boolean {
  const file = name.replace(/^\.\//, '');
  return proof.id === name || proof.slug === name || proof.place.file === file || proof.covers.includes(name);
}

/** Takes every `count`-th proof in page order, so that the parts are disjoint and together whole. */
export function shardProofs(proofs: readonly Proof[], shard: Shard | null): readonly Proof[] {
  if (shard === null) return proofs;
  return proofs.filter((_, position) => position % shard.count === shard.index - 1);
}

/** Reads `2/4`; null when it is not a part of a whole. */
export function parseShard(text: string): Shard | null {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  return index >= 1 && index <= count ? { index, count } : null;
}
