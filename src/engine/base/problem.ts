import { PROBLEMS, type ProblemCode } from './problem-catalogue.ts';

/** Where something stands: `file` relative to the project root with `/`, `line` starts at 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Something wrong with our input or machinery; never what a proof showed (that is an Outcome). */
export interface Problem {
  readonly code: ProblemCode;
  readonly title: string;
  /** The words that are particular to this one, such as the value that was refused; may be empty. */
  readonly detail: string;
  readonly hint: string;
  readonly place: Place;
}

/** What a reader returns: the value as far as it could be read, and every problem met on the way. */
export interface Read<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** Builds a Problem from its permanent code; `hint` replaces the catalogue's when there is a better one. */
export function problem(code: ProblemCode, place: Place, words: { detail?: string; hint?: string } = {}): Problem {
  const { title, hint } = PROBLEMS[code];
  return { code, title, detail: words.detail ?? '', hint: words.hint ?? hint, place };
}

/** Orders problems as a reader meets them: by file, then line, then code. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort(
    (a, b) => compare(a.place.file, b.place.file) || a.place.line - b.place.line || compare(a.code, b.code),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Thrown when work cannot start or go on because of the input; carries all problems at once. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((one) => `${one.place.file}:${one.place.line} ${one.code} ${one.title}`).join('\n'));
    this.problems = problems;
  }
}
