import type { SeenFailing } from '../evidence/controls-record.ts';
import type { ControlOutcome } from '../evidence/judge-control.ts';
import type { Control, Proof } from '../proof/proof.ts';
import type { Paint } from './paint.ts';

/** What came of one control; `seen` is what may be kept, there only when its proof went red. */
export interface ControlResult {
  readonly proof: Proof;
  readonly control: Control;
  readonly outcome: ControlOutcome;
  readonly tookMs: number;
  readonly change: string;
  readonly seen?: SeenFailing;
}

/** What is said at the end: `without` are proofs that have no control. */
export interface ControlSum {
  readonly results: readonly ControlResult[];
  readonly fresh: number;
  readonly stale: number;
  readonly without: readonly string[];
}

/** Whether a control lets the command succeed. */
export const isGoodControl = ({ outcome }: ControlResult): boolean => outcome.kind === 'red';

/** One control in two lines: mark, proof, what happened, time; below it the change in words, or why it failed. */
export function controlLine(result: ControlResult, { width, colours }: { width: number; colours: Paint }): string {
  const { proof, control, outcome, tookMs } = result;
  const good = isGoodControl(result);
  const mark = good ? colours.good('✓') : colours.bad('✗');
  const state = { red: 'goes red', green: 'still holds', void: 'void' }[outcome.kind];
  const time = colours.dim(`${(tookMs / 1000).toFixed(1)} s`.padStart(7));
  const place = good ? '' : `\n    ${control.place.file}:${control.place.line}`;
  const why =
    outcome.kind === 'void'
      ? `\n    ${outcome.why}`
      : outcome.kind === 'red'
        ? colours.dim(`\n    ${cut(outcome.words)}`)
        : '';
  return `${mark} ${proof.id.padEnd(width)}  ${state.padEnd(12)}${time}  ${control.title}${place}${why}\n`;
}

const cut = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 110 ? `${line.slice(0, 109)}…` : line;
};

/** The last lines: how many went red, how many were left alone, which proofs have no control. */
export function controlSum({ results, fresh, stale, without }: ControlSum, colours: Paint): string {
  const red = results.filter(isGoodControl).length;
  const bad = results.length - red;
  const parts = [
    `${red} went red`,
    ...(bad > 0 ? [colours.bad(`${bad} did not`)] : []),
    ...(fresh > 0 ? [`${fresh} fresh, not run again`] : []),
    ...(stale > 0 ? [colours.bad(`${stale} not seen failing as things are now: run npm run proofs:controls`)] : []),
  ];
  const missing = without.length === 0 ? '' : `no control: ${without.join(', ')}\n`;
  return `${results.length > 0 ? '\n' : ''}${parts.join(', ')}\n${missing}`;
}
