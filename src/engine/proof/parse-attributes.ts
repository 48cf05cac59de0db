import { problem, type Problem } from '../base/problem.ts';
import type { Block } from '../page/page.ts';
import type { Meta } from '../page/parse-meta.ts';

/** The attributes each kind of block knows. */
export const ATTRIBUTES = {
  proof: ['id', 'title', 'covers', 'needs', 'timeout', 'inputs', 'safety', 'exit'],
  expect: ['of'],
  control: ['of', 'title'],
} as const;

/** The marker words that make a fence ours. */
export type BlockKind = keyof typeof ATTRIBUTES;

/** A block's attributes by name, and what is wrong with the list itself. */
export interface Attributes {
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Checks an attribute list against its kind: unreadable parts, unknown and repeated names. */
export function parseAttributes(kind: BlockKind, meta: Meta, block: Block): Attributes {
  const known: readonly string[] = ATTRIBUTES[kind];
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { name, value } of meta.attributes) {
    if (!known.includes(name)) problems.push(unknown(name, known, block));
    else if (values.has(name)) problems.push(problem('PR203', block.place, { detail: name }));
    else values.set(name, value);
  }
  if (meta.rest !== null) problems.push(problem('PR201', block.place, { detail: meta.rest.slice(0, 60) }));
  return { values, problems };
}

function unknown(name: string, known: readonly string[], block: Block): Problem {
  const near = known.find((one) => distance(one, name) <= 2);
  const hint = near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return problem('PR202', block.place, { detail: name, hint });
}

/** Edit distance of two short words. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, right] of Array.from(b).entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
