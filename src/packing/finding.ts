/** A reason not to hand something over: what, by which rule, and what to do. */
export interface Finding {
  readonly file: string;
  /** From 1; 0 when the whole file is meant. */
  readonly line: number;
  readonly rule: string;
  readonly words: string;
  readonly hint: string;
}

/** One line for each finding and its hint below it. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ file, line, rule, words, hint }) =>
        `✗ ${file}${line > 0 ? `:${line}` : ''}  ${words} (${rule})\n  hint: ${hint}\n`,
    )
    .join('');
}
