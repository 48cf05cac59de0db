import { writeFileSync } from 'node:fs';
import { githubLines } from '../report/github.ts';
import { jsonText, resultsJson } from '../report/json.ts';
import { junitXml } from '../report/junit.ts';
import { paint } from '../report/paint.ts';
import { diffText, failureText, resultLine } from '../report/result-text.ts';
import { isGood, type Result } from '../report/result.ts';
import type { Proof } from '../proof/proof.ts';
import type { Io } from './io.ts';
import { showProgress } from './progress-node.ts';

/** How results are told. */
export interface ReportOptions {
  readonly json: boolean;
  readonly junit: string | null;
  readonly github: boolean;
}

/** What is said at the end, beside the results. */
export interface Rest {
  /** Proofs that were fresh and left alone. */
  readonly fresh: number;
  readonly orphans: readonly string[];
}

/** Tells of results as they come and at the end, to a person or as data. */
export interface Reporting {
  readonly started: (proof: Proof) => void;
  ended(result: Result, quietDiff?: boolean): void;
  done(results: readonly Result[], rest: Rest): void;
}

/** Prepares the telling of a run of `total` proofs. */
export function reporting(io: Io, options: ReportOptions, of: { total: number; ids: readonly string[] }): Reporting {
  const colours = paint(io.colour);
  const width = Math.max(8, ...of.ids.map((id) => id.length));
  const progress = showProgress(io, of.total);
  const began = performance.now();
  const say = (text: string): void => (options.json ? undefined : io.out(text));
  return {
    started: (proof) => progress.started(proof),
    ended: (result, quietDiff = false) => {
      progress.ended(result.proof);
      progress.pause();
      say(resultLine(result, { width, colours }));
      if (isGood(result) && result.before !== null && !quietDiff) say(diffText(result.before, result.transcript));
      for (const { place, words } of result.warnings) io.err(`${place.file}:${place.line} warning: ${words}\n`);
    },
    done: (ended, rest) => {
      progress.stop();
      // Proofs end in any order; what is told at the end stands in that of the pages.
      const results = ended.toSorted((a, b) => of.ids.indexOf(a.proof.id) - of.ids.indexOf(b.proof.id));
      for (const result of results) if (!isGood(result)) say(failureText(result, colours));
      say(sumText(results, { ...rest, seconds: (performance.now() - began) / 1000 }));
      if (options.json) io.out(jsonText({ proofs: resultsJson(results), fresh: rest.fresh, orphans: rest.orphans }));
      if (options.github) io[options.json ? 'err' : 'out'](githubLines(results));
      if (options.junit !== null) writeFileSync(options.junit, junitXml(results));
    },
  };
}

function sumText(results: readonly Result[], { fresh, orphans, seconds }: Rest & { seconds: number }): string {
  const good = results.filter(isGood).length;
  const bad = results.length - good;
  const parts = [
    `${good} held`,
    ...(bad > 0 ? [`${bad} did not hold`] : []),
    ...(fresh > 0 ? [`${fresh} fresh, not run again`] : []),
    ...(orphans.length > 0 ? [`${orphans.length} without a proof: ${orphans.join(', ')}`] : []),
  ];
  return `${results.length > 0 ? '\n' : ''}${parts.join(', ')} · ${seconds.toFixed(1)} s\n`;
}
