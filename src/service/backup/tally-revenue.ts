import { type RevenueTotal, totalRevenue } from '../mrr/total.ts';

// Whole states are large; so many at a time are held.
const PAGE = 500;

/** One line of what subscriptions are worth a month, by currency: `gbp mrr 2900 gross 2900 committed 2900 of 1`. `at` is epoch seconds. */
export async function tallyRevenue(states: AsyncIterable<unknown>, at: number): Promise<string> {
  const totals = new Map<string, RevenueTotal>();
  let page: unknown[] = [];
  for await (const state of states) {
    page.push(state);
    if (page.length < PAGE) continue;
    addAll(totals, totalRevenue(page, at));
    page = [];
  }
  addAll(totals, totalRevenue(page, at));
  return revenueText([...totals.values()]);
}

function addAll(totals: Map<string, RevenueTotal>, page: readonly RevenueTotal[]): void {
  for (const total of page) {
    const before = totals.get(total.currency);
    totals.set(total.currency, before === undefined ? total : sumOf(before, total));
  }
}

const sumOf = (a: RevenueTotal, b: RevenueTotal): RevenueTotal => ({
  currency: a.currency,
  mrr: a.mrr + b.mrr,
  gross: a.gross + b.gross,
  committed: a.committed + b.committed,
  counted: a.counted + b.counted,
  unpriced: a.unpriced + b.unpriced,
});

function revenueText(totals: readonly RevenueTotal[]): string {
  const lines = totals
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
    .map(({ currency, mrr, gross, committed, counted, unpriced }) => {
      const lacking = unpriced > 0 ? `, ${unpriced} unpriced` : '';
      return `${currency} mrr ${mrr} gross ${gross} committed ${committed} of ${counted}${lacking}`;
    });
  return lines.join('; ') || 'no subscriptions';
}
