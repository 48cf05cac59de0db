import { html } from 'hono/html';
import type { View } from './send-page.ts';

/** An amount for people: the currency's own decimals, its code after it, such as `20.00 GBP`. */
export function moneyText(amountMinor: number, currency: string): string {
  const code = currency.toUpperCase();
  const decimals =
    new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2;
  const value = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${value.format(amountMinor / 10 ** decimals)} ${code}`;
}

/** A time for people, in UTC, to the minute. */
export function timeView(at: Date | null): View {
  if (at === null) return html`<span class="quiet">–</span>`;
  const iso = at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')}</time>`;
}

/** A state in its colour; the word alone carries the meaning. */
export const stateView = (state: string): View => html`<span class="state ${state}">${state.replace('_', ' ')}</span>`;

/** One column of a table. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => View | number;
  readonly numeric?: boolean;
}

/** A table with a caption; a word in its place where there are no rows. */
export function tableView<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): View {
  if (rows.length === 0) return html`<p class="quiet">None.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption class="quiet">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${numericClass(column)}>${column.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map((column) => html`<td${numericClass(column)}>${column.cell(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function numericClass({ numeric }: { readonly numeric?: boolean }): View {
  return numeric === true ? html` class="num"` : '';
}

/** A hidden field with the form's token. */
export const csrfField = (token: string): View => html`<input type="hidden" name="csrf" value="${token}" />`;
