import { html } from 'hono/html';
import type { Order } from '../../orders/order.ts';
import type { OrderRefund } from '../../refunds/list-order-refunds-pg.ts';
import { csrfField, moneyText, stateView, tableView, timeView } from './format.ts';
import type { View } from './send-page.ts';

/** The states of an order, for the filter. */
export const ORDER_STATES = ['pending', 'paid', 'part_refunded', 'refunded', 'canceled'] as const;

/** A page of orders. `next` is the address of the page after it. */
export interface OrderList {
  readonly q: string;
  readonly status: string;
  readonly orders: readonly Order[];
  readonly next: string | undefined;
  readonly emails: boolean;
}

/** The search form and one page of orders, newest first. */
export function ordersView({ q, status, orders, next, emails }: OrderList): View {
  return html`<form class="row" method="get" action="/orders" role="search">
      <label
        >${emails ? 'Id or email' : 'Id'} begins with <input type="search" name="q" value="${q}" maxlength="254"
      /></label>
      <label
        >State
        <select name="status">
          <option value="">all</option>
          ${ORDER_STATES.map(
            (state) =>
              html`<option value="${state}" ${state === status ? html` selected` : ''}>
                ${state.replace('_', ' ')}
              </option>`,
          )}
        </select></label
      >
      <button type="submit">Search</button>
    </form>
    ${tableView('Orders, newest first', COLUMNS, orders)}
    ${next === undefined ? '' : html`<p class="pages"><a href="${next}" rel="next">Older orders</a></p>`}`;
}

const COLUMNS = [
  { name: 'Order', cell: ({ id }: Order) => html`<a class="id" href="/orders/${encodeURIComponent(id)}">${id}</a>` },
  { name: 'State', cell: ({ status }: Order) => stateView(status) },
  { name: 'Amount', numeric: true, cell: (order: Order) => moneyText(order.amount_minor, order.currency) },
  { name: 'Customer', cell: ({ customer_email }: Order) => customer_email ?? '–' },
  { name: 'Created (UTC)', cell: ({ created_at }: Order) => timeView(created_at) },
  { name: 'Paid (UTC)', cell: ({ paid_at }: Order) => timeView(paid_at) },
] as const;

/** One order with its refunds; `form` where a refund may be asked for. */
export interface OrderPage {
  readonly order: Order;
  readonly refunds: readonly OrderRefund[];
  readonly form: View;
  readonly fault: string | undefined;
}

/** One order's page. */
export function orderView({ order, refunds, form, fault }: OrderPage): View {
  return html`${fault === undefined ? '' : html`<p class="fault" role="alert">${fault}</p>`}
    <dl class="facts">
      <dt>State</dt>
      <dd>${stateView(order.status)}</dd>
      <dt>Amount</dt>
      <dd>${moneyText(order.amount_minor, order.currency)}</dd>
      <dt>Customer</dt>
      <dd>${order.customer_email ?? '–'}</dd>
      <dt>Created (UTC)</dt>
      <dd>${timeView(order.created_at)}</dd>
      <dt>Paid (UTC)</dt>
      <dd>${timeView(order.paid_at)}</dd>
    </dl>
    <h2>Refunds</h2>
    ${tableView('Refunds of this order', REFUND_COLUMNS, refunds)} ${form}`;
}

const REFUND_COLUMNS = [
  { name: 'Refund', cell: ({ id }: OrderRefund) => html`<span class="id">${id}</span>` },
  { name: 'State', cell: ({ status }: OrderRefund) => stateView(status) },
  { name: 'Amount', numeric: true, cell: (refund: OrderRefund) => moneyText(refund.amount_minor, refund.currency) },
  { name: 'Reason', cell: ({ reason }: OrderRefund) => reason?.replaceAll('_', ' ') ?? '–' },
  { name: 'Failure', cell: ({ failure_reason }: OrderRefund) => failure_reason?.replaceAll('_', ' ') ?? '–' },
  { name: 'Made (UTC)', cell: ({ refunded_at }: OrderRefund) => timeView(refunded_at) },
] as const;

/** The form that refunds an order. `key` is one click's: sent twice it is one refund. Amounts are typed in minor units. */
export function refundForm(refund: { order: Order; leftMinor: number; key: string; csrf: string }): View {
  const { order, leftMinor, key, csrf } = refund;
  return html`<form class="card narrow" method="post" action="/orders/${encodeURIComponent(order.id)}/refunds">
    <h2>Refund</h2>
    <p>${moneyText(leftMinor, order.currency)} can be refunded.</p>
    ${csrfField(csrf)}<input type="hidden" name="key" value="${key}" />
    <label
      >Amount in minor units (${order.currency.toUpperCase()})
      <input name="amount" inputmode="numeric" pattern="[0-9]+" required value="${leftMinor}" maxlength="8"
    /></label>
    <label
      >Reason
      <select name="reason">
        <option value="requested_by_customer">requested by customer</option>
        <option value="duplicate">duplicate</option>
        <option value="fraudulent">fraudulent</option>
      </select></label
    >
    <label><input type="checkbox" name="sure" value="yes" required /> Money moves: refund this order</label>
    <button type="submit">Refund</button>
  </form>`;
}
