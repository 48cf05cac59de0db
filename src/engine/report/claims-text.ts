import type { Json } from '../base/canonical-json.ts';
import type { Claim, ClaimFinding } from '../matrix/claim.ts';

/** Claims and what is wrong with them. */
export interface ClaimsJudged {
  readonly files: number;
  readonly claims: readonly Claim[];
  readonly findings: readonly ClaimFinding[];
}

/** Each claim in a line, with its rows and its place, then how many there are. */
export function claimsText({ files, claims, findings }: ClaimsJudged): string {
  const places = claims.map(({ place }) => `${place.file}:${place.line}`);
  const width = Math.max(0, ...places.map((place) => place.length));
  const widest = Math.max(0, ...claims.map(({ rows }) => rows.join(', ').length));
  const bad = new Set(findings.map(({ place }) => `${place.file}:${place.line}`));
  const lines = claims.map(({ rows, text }, index) => {
    const place = places[index] ?? '';
    return `${bad.has(place) ? '✗' : '✓'} ${place.padEnd(width)}  ${rows.join(', ').padEnd(widest)}  ${text}\n`;
  });
  return `${lines.join('')}claims: ${claims.length}, files: ${files}, findings: ${findings.length}\n`;
}

/** One line for each finding: where and what. */
export function claimFindingsText(findings: readonly ClaimFinding[]): string {
  return findings.map(({ place, words }) => `${place.file}:${place.line} ${words}\n`).join('');
}

/** The same facts as data. */
export function claimsJson({ files, claims, findings }: ClaimsJudged): Json {
  return {
    files,
    claims: claims.map(({ text, rows, place }) => ({ text, rows, place: { ...place } })),
    findings: findings.map(({ kind, words, place }) => ({ kind, words, place: { ...place } })),
  };
}
