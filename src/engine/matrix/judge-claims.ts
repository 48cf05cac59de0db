import type { Place } from '../base/problem.ts';
import type { Claim, ClaimFile, ClaimFinding } from './claim.ts';
import { judgeMilestoneWords } from './judge-milestone-words.ts';
import { milestonesOf } from './milestone.ts';
import type { JudgedRow } from './verdict.ts';

/** What is wrong with the claims of some files, in their order, as the rows stand. */
export function judgeClaims(files: readonly ClaimFile[], rows: readonly JudgedRow[]): readonly ClaimFinding[] {
  const milestones = milestonesOf(rows);
  return files.flatMap((one) => [
    ...sectionFindings(one),
    ...one.claims.flatMap((claim) => claimFindings(claim, rows)),
    ...one.sentences.flatMap((sentence) => judgeMilestoneWords(one.file, sentence, milestones)),
  ]);
}

function sectionFindings({ file, sections, claims }: ClaimFile): readonly ClaimFinding[] {
  const at = (kind: ClaimFinding['kind'], words: string): ClaimFinding[] => [{ kind, place: { file, line: 1 }, words }];
  if (sections === 0) return at('no-section', 'no heading is marked with the comment "claims"');
  return claims.length === 0 ? at('no-claim', 'nothing is claimed under its marked headings') : [];
}

function claimFindings({ text, rows: ids, place }: Claim, rows: readonly JudgedRow[]): readonly ClaimFinding[] {
  if (ids.length === 0) return [{ kind: 'no-row', place, words: `"${shortened(text)}" links no row` }];
  return ids.flatMap((id) => rowFinding({ id, text, place }, rows));
}

function rowFinding(
  { id, text, place }: { id: string; text: string; place: Place },
  rows: readonly JudgedRow[],
): readonly ClaimFinding[] {
  const judged = rows.find(({ row }) => row.id === id);
  if (judged === undefined)
    return [{ kind: 'unknown-row', place, words: `"${shortened(text)}" links ${id}, which the matrix does not have` }];
  if (judged.verdict === 'proved') return [];
  const verdict = judged.verdict.replaceAll('-', ' ');
  return [{ kind: 'row-not-proved', place, words: `"${shortened(text)}" claims ${id}, which is ${verdict}` }];
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59).trimEnd()}…`;
}
