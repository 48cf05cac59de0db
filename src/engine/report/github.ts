import type { Problem } from '../base/problem.ts';
import { outcomeDetail, outcomeLine, outcomePlace } from './outcome-text.ts';
import { isGood, type Result } from './result.ts';

/** Workflow annotations for what did not hold: one line each, at its place in the page. */
export function githubLines(results: readonly Result[]): string {
  return results
    .filter((result) => !isGood(result))
    .map((result) => {
      const { file, line } = outcomePlace(result.outcome) ?? result.proof.place;
      const words = result.outcome.kind === 'held' ? (result.drift ?? '') : outcomeLine(result.outcome);
      return annotation({
        file,
        line,
        title: result.proof.id,
        words: [words, ...outcomeDetail(result.outcome)].join('\n'),
      });
    })
    .join('');
}

/** The same for problems of the input. */
export function githubProblems(problems: readonly Problem[]): string {
  return problems
    .map((one) => annotation({ ...one.place, title: `${one.code} ${one.title}`, words: `${one.detail}\n${one.hint}` }))
    .join('');
}

function annotation({
  file,
  line,
  title,
  words,
}: {
  file: string;
  line: number;
  title: string;
  words: string;
}): string {
  return `::error file=${property(file)},line=${line},title=${property(title)}::${message(words)}\n`;
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
