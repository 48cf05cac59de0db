import { html } from 'hono/html';
import type { Snapshot } from '../../analytics/snapshot.ts';
import { chartView } from './chart.ts';
import { type Column, csrfField, moneyText, tableView, timeView } from './format.ts';
import type { View } from './send-page.ts';

/** The spans that the analytics page offers, in days. */
export const SPANS = ['30', '90', '365'] as const;

/** Revenue by currency: the newest day, the line of MRR, and each day's figures. Currencies are never added. */
export function analyticsView({ days, snapshots }: { days: string; snapshots: readonly Snapshot[] }): View {
  const currencies = [...new Set(snapshots.map((snapshot) => snapshot.currency))].toSorted();
  return html`<form class="row" method="get" action="/analytics">
      <label
        >Days
        <select name="days">
          ${SPANS.map((span) => html`<option value="${span}" ${span === days ? html` selected` : ''}>${span}</option>`)}
        </select></label
      >
      <button type="submit">Show</button>
    </form>
    <p>
      MRR follows rule R1: from the state of subscriptions at the end of each UTC day. Gross is without discounts,
      committed is without those that are scheduled to end.
    </p>
    ${currencies.length === 0 ? html`<p class="quiet">No snapshot yet. The daily job makes one for each closed day.</p>` : ''}
    ${currencies.map((currency) =>
      currencyView(
        currency,
        snapshots.filter((snapshot) => snapshot.currency === currency),
      ),
    )}`;
}

function currencyView(currency: string, days: readonly Snapshot[]): View {
  const newest = days.at(-1);
  if (newest === undefined) return '';
  const code = currency.toUpperCase();
  const points = days.map(({ day, mrr }) => ({ day, amountMinor: mrr }));
  return html`<section aria-labelledby="${currency}">
    <h2 id="${currency}">${code}</h2>
    <dl class="facts">
      <dt>MRR on ${newest.day}</dt>
      <dd>${moneyText(newest.mrr, currency)}</dd>
      <dt>ARR</dt>
      <dd>${moneyText(newest.arr, currency)}</dd>
      <dt>Active subscriptions</dt>
      <dd>${newest.active}</dd>
    </dl>
    ${chartView(`MRR in ${code}`, points, currency)}
    <details>
      <summary>Figures of ${days.length} days in ${code}</summary>
      ${tableView(`Figures in ${code}, newest first`, FIGURE_COLUMNS, days.toReversed())}
    </details>
  </section>`;
}

const money = (name: string, of: (snapshot: Snapshot) => number): Column<Snapshot> => ({
  name,
  numeric: true,
  cell: (snapshot) => moneyText(of(snapshot), snapshot.currency),
});
const count = (name: string, of: (snapshot: Snapshot) => number): Column<Snapshot> => ({
  name,
  numeric: true,
  cell: of,
});

const FIGURE_COLUMNS: readonly Column<Snapshot>[] = [
  { name: 'Day', cell: ({ day, currency }) => html`<a href="/snapshots/${day}/${currency}">${day}</a>` },
  money('MRR', ({ mrr }) => mrr),
  money('Gross', ({ gross }) => gross),
  money('Committed', ({ committed }) => committed),
  count('Active', ({ active }) => active),
  count('New', ({ new: began }) => began),
  count('Churned', ({ churned }) => churned),
  money('Refunds', ({ refunds }) => refunds),
  money('Gross revenue', ({ gross_revenue }) => gross_revenue),
];

const VERSION_COLUMNS: readonly Column<Snapshot>[] = [
  count('Version', ({ version }) => version),
  { name: 'Why', cell: ({ reason }) => reason },
  { name: 'Made (UTC)', cell: ({ created_at }) => timeView(created_at) },
];

/** The newest snapshots, and the form that computes days again where the reader may. */
export function snapshotsView(list: { snapshots: readonly Snapshot[]; csrf: string; offered: boolean }): View {
  const columns: readonly Column<Snapshot>[] = [
    { name: 'Currency', cell: ({ currency }) => currency.toUpperCase() },
    ...FIGURE_COLUMNS.slice(0, 2),
    ...VERSION_COLUMNS,
  ];
  return html`<p>
      A snapshot is a closed day's figures. One that changes later gets a new version with the reason; the old ones
      stay.
    </p>
    ${list.offered ? rebuildForm(list.csrf) : ''}
    ${tableView('Snapshots of the last 90 days, newest first', columns, list.snapshots.toReversed())}`;
}

function rebuildForm(csrf: string): View {
  return html`<form class="row" method="post" action="/snapshots/rebuild">
    ${csrfField(csrf)}
    <label>From <input type="date" name="from" required /></label>
    <label>To <input type="date" name="to" required /></label>
    <button type="submit">Compute again</button>
  </form>`;
}

/** All versions of one day in one currency, newest first. */
export function versionsView(versions: readonly Snapshot[]): View {
  const columns = [...VERSION_COLUMNS, ...FIGURE_COLUMNS.slice(1)];
  return html`${tableView('Versions, newest first', columns, versions)}
    <p><a href="/snapshots">All snapshots</a></p>`;
}
