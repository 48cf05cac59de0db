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
}

/** Runs steps one after the other, each to its end though an earlier one failed, with their output as it comes. */
export async function runSteps(steps: readonly Step[]): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const { title, command } of steps) {
    const [file, ...args] = command;
    console.log(styleText('bold', `\n▸ ${title}`));
    const began = performance.now();
    const { failed } = await execa(file, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      reject: false,
      preferLocal: true,
    });
    results.push({ title, ok: !failed, seconds: (performance.now() - began) / 1000 });
  }
  return results;
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
