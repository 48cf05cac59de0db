import { type Day, type DayRange, dayText } from './day.ts';
import { type DayFigures, type Figure, FIGURES, type Figures } from './figures.ts';

/** Figures that last from day to day; all others belong to one day. */
const LASTING: ReadonlySet<Figure> = new Set<Figure>(['mrr', 'gross', 'committed', 'active', 'unpriced']);

/** Adds up figures over a range of days, in each currency of its own. It holds one number per day, currency and figure, whatever is added. */
export interface Tally {
  readonly range: DayRange;
  /** Adds amounts to the figures of each of these days; days outside the range are left out. */
  add(currency: string, days: DayRange, amounts: Partial<Figures>): void;
  /** All figures by day, then currency. A currency is there from its first day on, also when it comes to nothing. */
  figures(firstDays: ReadonlyMap<string, Day>): readonly DayFigures[];
}

type Row = Readonly<Record<Figure, Float64Array>>;

/** A tally that holds nothing yet. */
export function createTally(range: DayRange): Tally {
  const days = range.to - range.from + 1;
  const rows = new Map<string, Row>();
  return {
    range,
    add(currency, span, amounts) {
      const from = Math.max(span.from, range.from) - range.from;
      const to = Math.min(span.to, range.to) - range.from;
      if (from > to) return;
      const row = rows.get(currency) ?? newRow(days);
      rows.set(currency, row);
      for (const figure of FIGURES)
        addTo(row[figure], { from, to, amount: amounts[figure] ?? 0, lasting: LASTING.has(figure) });
    },
    figures: (firstDays) => collectFigures(range, rows, firstDays),
  };
}

function newRow(days: number): Row {
  const zeros = () => new Float64Array(days + 1);
  return {
    mrr: zeros(),
    gross: zeros(),
    committed: zeros(),
    arr: zeros(),
    active: zeros(),
    new: zeros(),
    churned: zeros(),
    unpriced: zeros(),
    refunds: zeros(),
    gross_revenue: zeros(),
  };
}

interface Addition {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly lasting: boolean;
}

// What lasts is kept as its steps, so that a span of any length costs the same.
function addTo(values: Float64Array, { from, to, amount, lasting }: Addition): void {
  if (amount === 0) return;
  const at = (index: number, step: number) => void (values[index] = (values[index] ?? 0) + step);
  if (lasting) {
    at(from, amount);
    at(to + 1, -amount);
  } else for (let index = from; index <= to; index += 1) at(index, amount);
}

function collectFigures(
  range: DayRange,
  rows: ReadonlyMap<string, Row>,
  firstDays: ReadonlyMap<string, Day>,
): readonly DayFigures[] {
  const currencies = [...firstDays].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const sums = new Map<string, Record<Figure, number>>();
  const found: DayFigures[] = [];
  for (let day = range.from; day <= range.to; day += 1) {
    for (const [currency, first] of currencies) {
      const figures = next(rows.get(currency), day - range.from, sums.get(currency));
      sums.set(currency, figures);
      if (first <= day) found.push({ day: dayText(day), currency, ...figures });
    }
  }
  return found;
}

function next(row: Row | undefined, index: number, before: Figures | undefined): Record<Figure, number> {
  const value = (figure: Figure): number =>
    (row?.[figure][index] ?? 0) + (LASTING.has(figure) ? (before?.[figure] ?? 0) : 0);
  const mrr = value('mrr');
  const figures = {
    mrr,
    gross: value('gross'),
    committed: value('committed'),
    arr: 12 * mrr,
    active: value('active'),
    new: value('new'),
    churned: value('churned'),
    unpriced: value('unpriced'),
    refunds: value('refunds'),
    gross_revenue: value('gross_revenue'),
  };
  const unsafe = FIGURES.find((figure) => !Number.isSafeInteger(figures[figure]));
  if (unsafe !== undefined) throw new RangeError(`${unsafe} past 2^53: ${figures[unsafe]}`);
  return figures;
}
