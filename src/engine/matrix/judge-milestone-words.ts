import type { Sentence } from '../page/sentences.ts';
import type { ClaimFinding } from './claim.ts';
import type { Milestone } from './milestone.ts';

const COMPLETE = String.raw`(?:complete[d]?|done|finished|delivered|closed|100 ?%|✓|✅)`;
const NO_CLAIM = /\b(?:not|never|no|nor|until|unless|when|once|if)\b|n't\b/i;

/** What is wrong with a sentence that calls a milestone complete: that it is not, or that there is no such milestone. */
export function judgeMilestoneWords(
  file: string,
  { text, line }: Sentence,
  milestones: readonly Milestone[],
): readonly ClaimFinding[] {
  if (NO_CLAIM.test(text)) return [];
  const place = { file, line };
  const called = isCalledComplete(text, String.raw`(?:all|every|each)(?: of the)? milestones?`)
    ? milestones
    : milestones.filter(({ group }) => namesOf(group).some((name) => isCalledComplete(text, escaped(name))));
  const open = called
    .filter(({ state }) => state !== 'complete')
    .map((one): ClaimFinding => ({ kind: 'milestone-not-complete', place, words: openWords(one) }));
  return [
    ...open,
    ...strangers(text, milestones).map((name): ClaimFinding => ({
      kind: 'unknown-milestone',
      place,
      words: `${name} is called complete, and the matrix has no such group`,
    })),
  ];
}

function isCalledComplete(text: string, name: string): boolean {
  const after = String.raw`\b${name}\b[^.]{0,40}?(?<![\w-])${COMPLETE}(?!\w)`;
  const before = String.raw`\b(?:completed|finished|delivered|closed) (?:the )?${name}\b`;
  return new RegExp(`${after}|${before}`, 'iu').test(text);
}

/** A group by its whole name, and by what stands before its colon. */
function namesOf(group: string): readonly string[] {
  const [short = group] = group.split(':');
  return short === group ? [group] : [group, short];
}

function strangers(text: string, milestones: readonly Milestone[]): readonly string[] {
  const known = milestones.flatMap(({ group }) => namesOf(group)).map((name) => name.toLowerCase());
  const named = [...text.matchAll(/\bmilestone [\w.]*\w/gi)].map(([name]) => name);
  return named.filter(
    (name) => !known.includes(name.toLowerCase()) && isCalledComplete(text, escaped(name)) && /\d/.test(name),
  );
}

function openWords({ group, counts, rows }: Milestone): string {
  const out = counts['out-of-scope'] > 0 ? `, ${counts['out-of-scope']} out of scope` : '';
  return `"${group}" is called complete, and ${counts.proved} of its ${rows.length} rows are proved${out}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
