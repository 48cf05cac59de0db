import { escapeMarkup } from '../base/escape-markup.ts';
import { outcomeDetail, outcomeLine, outcomePlace } from './outcome-text.ts';
import { isGood, type Result } from './result.ts';

/** Results as JUnit XML, one test case a proof; a proof that was not run is an error, never a pass. */
export function junitXml(results: readonly Result[]): string {
  const bad = results.filter((result) => !isGood(result));
  const errors = bad.filter((result) => result.outcome.kind === 'not-run').length;
  const seconds = results.reduce((sum, result) => sum + result.tookMs, 0) / 1000;
  const counts = `tests="${results.length}" failures="${bad.length - errors}" errors="${errors}" time="${seconds.toFixed(3)}"`;
  const cases = results.map(testCase).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n<testsuite name="proofs" ${counts}>\n${cases}</testsuite>\n</testsuites>\n`;
}

function testCase(result: Result): string {
  const { proof, outcome } = result;
  const attributes = `name=${quoted(`${proof.id}: ${proof.title}`)} classname=${quoted(proof.slug)} file=${quoted(proof.place.file)} time="${(result.tookMs / 1000).toFixed(3)}"`;
  if (isGood(result)) return `<testcase ${attributes}/>\n`;
  const place = outcomePlace(outcome) ?? proof.place;
  const words = outcome.kind === 'held' ? (result.drift ?? '') : outcomeLine(outcome);
  const body = [`${place.file}:${place.line}`, ...outcomeDetail(outcome)].join('\n');
  const tag = outcome.kind === 'not-run' ? 'error' : 'failure';
  return `<testcase ${attributes}><${tag} type="${outcome.kind}" message=${quoted(words)}>${escapeMarkup(body)}</${tag}></testcase>\n`;
}

function quoted(text: string): string {
  return `"${escapeMarkup(text).replaceAll('\n', '&#10;')}"`;
}
