import { createTwoFilesPatch } from 'diff';
import type { Paint } from './paint.ts';
import { outcomeDetail, outcomeLine, outcomePlace } from './outcome-text.ts';
import { isGood, type Result } from './result.ts';

const DIFF_LINES = 40;
const TAIL_LINES = 12;

/** One aligned line for a result: mark, id, outcome, checks, time. */
export function resultLine(result: Result, { width, colours }: { width: number; colours: Paint }): string {
  const good = isGood(result);
  const mark = good ? colours.good('✓') : colours.bad('✗');
  const state = good ? 'held' : result.outcome.kind === 'held' ? 'drift' : result.outcome.kind;
  const checks = good ? `${result.checks} ${result.checks === 1 ? 'check' : 'checks'}` : '';
  const time = `${(result.tookMs / 1000).toFixed(1)} s`;
  const measured = result.figures.map(({ name, value, unit }) => `${name} ${value} ${unit}`).join(', ');
  const tail = measured === '' ? '' : `  ${measured}`;
  return `${mark} ${result.proof.id.padEnd(width)}  ${state.padEnd(16)}${checks.padEnd(10)}${colours.dim(`${time.padStart(7)}${tail}`)}\n`;
}

/** What went wrong with a result, for a person: place, difference first, then the end of what it printed. */
export function failureText(result: Result, colours: Paint): string {
  const { outcome, proof } = result;
  const place = outcomePlace(outcome) ?? proof.place;
  const words = result.drift !== null && outcome.kind === 'held' ? result.drift : outcomeLine(outcome);
  const head = `\n${colours.bad('✗')} ${proof.id}  ${place.file}:${place.line}\n  ${words}\n`;
  const detail = outcomeDetail(outcome).map((line) => `    ${line.replaceAll('\n', '\n    ')}\n`);
  const drift = result.drift === null ? '' : diffText(result.before ?? '', result.transcript);
  return [head, ...detail, drift === '' ? tailText(result, colours) : drift].join('');
}

function tailText({ transcript, outcome }: Result, colours: Paint): string {
  if (outcome.kind === 'leaked-secret' || transcript === '') return '';
  const lines = transcript.trimEnd().split('\n');
  const cut = outcome.kind === 'timed-out' || outcome.kind === 'output-too-large' ? ['  (cut short)'] : [];
  const folded = lines.length > TAIL_LINES ? [`  … ${lines.length - TAIL_LINES} earlier lines`] : [];
  return [...folded, ...lines.slice(-TAIL_LINES).map((line) => `  │ ${line}`), ...cut]
    .map((line) => `${colours.dim(line)}\n`)
    .join('');
}

/** The change from one transcript to another, as a person reads diffs; empty when there is none. */
export function diffText(before: string, after: string): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch('committed', 'now', before, after, '', '', { context: 2 });
  const lines = patch
    .split('\n')
    .slice(3)
    .filter((line) => line !== '');
  const more = lines.length > DIFF_LINES ? [`… ${lines.length - DIFF_LINES} more lines`] : [];
  return [...lines.slice(0, DIFF_LINES), ...more].map((line) => `    ${line}\n`).join('');
}
