import { createHash } from 'node:crypto';

/** The figures of a day, in the order in which they are written. */
export const FIGURES = [
  'mrr',
  'gross',
  'committed',
  'arr',
  'active',
  'new',
  'churned',
  'unpriced',
  'refunds',
  'gross_revenue',
] as const;

/** The name of a figure. */
export type Figure = (typeof FIGURES)[number];

/**
 * What a day came to in one currency. Amounts are minor units. `mrr`, `gross`, `committed`, `active` and `unpriced` are
 * of the day's last second, `arr` is 12 × `mrr`; `active` counts the statuses active and past_due, `new` and `churned`
 * those that came to them and left them since the day before; `unpriced` of them lack something an amount needs.
 * `refunds` and `gross_revenue` are of the whole day.
 */
export type Figures = Readonly<Record<Figure, number>>;

/** The figures of one day in one currency; `day` is a date. */
export interface DayFigures extends Figures {
  readonly day: string;
  readonly currency: string;
}

/** The one spelling of a day's figures: JSON whose fields stand in a fixed order. */
export function figuresLine(figures: DayFigures): string {
  const fields = ['day', 'currency', ...FIGURES] as const;
  return JSON.stringify(Object.fromEntries(fields.map((name) => [name, figures[name]])));
}

/** SHA-256 of lines, each with its newline, as hex. */
export function digestOf(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
}

/** What differs, in words: `mrr: 2900 → 5800; active: 1 → 2`. */
export function changesText(before: Figures, after: Figures): string {
  const changed = FIGURES.filter((name) => before[name] !== after[name]);
  return changed.map((name) => `${name}: ${before[name]} → ${after[name]}`).join('; ');
}
