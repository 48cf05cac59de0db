import { execa } from 'execa';
import { styleText } from 'node:util';

/** One step of a longer command: a title for a person and the program with its arguments. */
export interface Step {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
}

/** What came of a step. */
export interface StepResult {
  readonly title: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** The last lines that it printed; empty where they went to a terminal. */
  readonly last: readonly string[];
}

/** How many lines of a step are kept. */
const LAST_LINES = 25;

/** Runs steps one after the other, each to its end though an earlier one failed, with their output as it comes. */
export async function runSteps(steps: readonly Step[]): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const { title, command } of steps) {
    const [file, ...args] = command;
    console.log(styleText('bold', `\n▸ ${title}`));
    const began = performance.now();
    // A terminal is given to the step itself, which may move its cursor; a log is also kept, to be quoted at the end.
    const kept = process.stdout.isTTY ? ('inherit' as const) : (['inherit', 'pipe'] as const);
    const { failed, all } = await execa(file, args, {
      stdio: ['ignore', kept, kept],
      all: true,
      reject: false,
      preferLocal: true,
    });
    const last = all === undefined ? [] : all.trimEnd().split('\n').slice(-LAST_LINES);
    results.push({ title, ok: !failed, seconds: (performance.now() - began) / 1000, last });
  }
  return results;
}

/** What each failed step printed last, so that the end of a long log tells why. */
export function failuresText(results: readonly StepResult[]): string {
  const failures = results.filter(({ ok, last }) => !ok && last.length > 0);
  return failures.map(({ title, last }) => `\nThe end of ${title}:\n  ${last.join('\n  ')}\n`).join('');
}

/** The results as aligned lines, then `N passed, N failed` alone on the last one. */
export function stepsText(results: readonly StepResult[]): string {
  const width = Math.max(...results.map(({ title }) => title.length));
  const lines = results.map(
    ({ title, ok, seconds }) => `${ok ? '✓' : '✗'} ${title.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s\n`,
  );
  const passed = results.filter((result) => result.ok).length;
  return `\n${lines.join('')}\n${passed} passed, ${results.length - passed} failed\n`;
}
