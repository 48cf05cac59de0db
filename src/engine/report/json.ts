import type { ControlSum } from './control-text.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { Problem } from '../base/problem.ts';
import type { Milestone } from '../matrix/milestone.ts';
import { countVerdicts, type JudgedRow } from '../matrix/verdict.ts';
import { outcomeLine, outcomePlace } from './outcome-text.ts';
import { isGood, type Result } from './result.ts';

/** Data as a command prints it: canonical JSON in which no character can act on a terminal or hide. */
export function jsonText(value: Json): string {
  const unit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return canonicalJson(value).replaceAll(/[\u{7f}-\u{9f}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) =>
    one.split('').map(unit).join(''),
  );
}

/** The matrix as data: the same facts that the terminal shows. */
export function matrixJson(
  rows: readonly JudgedRow[],
  milestones: readonly Milestone[],
): { readonly [key: string]: Json } {
  return {
    rows: rows.map(({ row, verdict, why, proofs }) => ({
      id: row.id,
      group: row.group,
      claim: row.claim,
      page: row.page,
      verdict,
      why,
      proofs,
      asks: row.asks,
    })),
    counts: { ...countVerdicts(rows) },
    milestones: milestones.map(({ group, state, counts, rows }) => ({ group, state, counts: { ...counts }, rows })),
  };
}

/** Results as data. */
export function resultsJson(results: readonly Result[]): Json {
  return results.map((result) => ({
    id: result.proof.id,
    title: result.proof.title,
    good: isGood(result),
    outcome: result.outcome.kind,
    words: outcomeLine(result.outcome),
    place: placeJson(outcomePlace(result.outcome) ?? result.proof.place),
    drift: result.drift,
    checks: result.checks,
    tookMs: Math.round(result.tookMs),
    ...(result.figures.length > 0 ? { figures: result.figures.map((one) => ({ ...one })) } : {}),
  }));
}

/** Problems as data. */
export function problemsJson(problems: readonly Problem[]): Json {
  return {
    problems: problems.map(({ code, title, detail, hint, place }) => ({
      code,
      title,
      detail,
      hint,
      place: placeJson(place),
    })),
  };
}

function placeJson({ file, line }: { file: string; line: number }): Json {
  return { file, line };
}

/** Results of controls as data. */
export function controlsJson({ results, fresh, stale, without }: ControlSum): Json {
  return {
    controls: results.map(({ proof, control, outcome, change, tookMs }) => ({
      proof: proof.id,
      title: control.title,
      place: placeJson(control.place),
      outcome: outcome.kind,
      words: outcome.kind === 'red' ? outcome.words : outcome.kind === 'void' ? outcome.why : '',
      change,
      tookMs: Math.round(tookMs),
    })),
    fresh,
    stale,
    without,
  };
}
