import { z } from 'zod';
import { type Problem, Refused } from '../base/problem.ts';
import type { AlertRule } from './alert-rule.ts';
import { isSelected } from './evaluate-expression.ts';
import { selectorsOf } from './expression.ts';
import type { Scrape } from './figure.ts';
import { reachMs } from './judge-alerts.ts';

// A figure may be infinite or no number, which JSON cannot hold: values are kept as text.
const lineSchema = z.strictObject({
  at: z.iso.datetime(),
  figures: z.array(z.strictObject({ labels: z.record(z.string(), z.string()), value: z.string() })),
});

/** Reads a history, one line of JSON a scrape, oldest first. Throws Refused with every line that is none, by file and line. */
export function parseHistory({ file, text }: { readonly file: string; readonly text: string }): readonly Scrape[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const parsed = lines.map(parseLine);
  const problems = parsed.flatMap((scrape, index): readonly Problem[] => {
    const before = parsed[index - 1];
    const fits = scrape !== undefined && (before === undefined || before.at < scrape.at);
    return fits ? [] : [malformed(`${file}:${index + 1}`)];
  });
  if (problems.length > 0) throw new Refused(problems);
  return parsed.filter((scrape) => scrape !== undefined);
}

function parseLine(line: string): Scrape | undefined {
  try {
    const { at, figures } = lineSchema.parse(JSON.parse(line));
    return { at: Date.parse(at), figures: figures.map(({ labels, value }) => ({ labels, value: Number(value) })) };
  } catch {
    return undefined;
  }
}

const malformed = (place: string): Problem => ({
  code: 'history-malformed',
  title: `${place}: no scrape, or not later than the one before it`,
  hint: 'take the file away; alerts are then judged from now on',
});

/** Writes a history as it is read. */
export function historyText(scrapes: readonly Scrape[]): string {
  return scrapes.map((scrape) => `${JSON.stringify(historyLine(scrape))}\n`).join('');
}

const historyLine = ({ at, figures }: Scrape) => ({
  at: new Date(at).toISOString(),
  figures: figures.map(({ labels, value }) => ({ labels, value: String(value) })),
});

/** Adds a scrape, as far as the rules ask for its figures, and lets go of what no rule can look back to. */
export function extendHistory(
  history: readonly Scrape[],
  { at, figures }: Scrape,
  rules: readonly AlertRule[],
): readonly Scrape[] {
  const selectors = rules.flatMap(({ expression }) => selectorsOf(expression).map(([selector]) => selector));
  const kept = figures.filter(({ labels }) => selectors.some((selector) => isSelected(selector, labels)));
  const reach = at - reachMs(rules);
  // The newest of the older ones stays: it tells that an alert has held for all of the reach.
  const first = history.findLastIndex((scrape) => scrape.at <= reach);
  return [...history.slice(Math.max(0, first)), { at, figures: kept }];
}
