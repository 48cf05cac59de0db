import { nowSeconds, systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import type { EventStatus } from '../db/tables.ts';
import { monthlyRevenue } from '../mrr/monthly-revenue.ts';
import { subscriptionStateSchema } from '../mrr/subscription-state.ts';
import { listOrders } from '../orders/order-pg.ts';
import { listRefunds } from '../refunds/refund-pg.ts';
import { listRequests } from '../refunds/request-refund-pg.ts';
import { readConfig } from '../read-config.ts';
import { listSubscriptions, type Subscription } from '../subscriptions/subscription-pg.ts';
import { listEvents } from '../webhooks/event-pg.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till orders`. */
export async function printOrders(call: Call): Promise<number> {
  printRows(call, await withDatabase(readConfig(call.environment), listOrders));
  return 0;
}

/** `till events`: without the bodies, which may hold personal data. */
export async function printEvents(call: Call): Promise<number> {
  const status = parseStatus(call.values['status']);
  const events = await withDatabase(readConfig(call.environment), listEvents);
  printRows(
    call,
    events.filter((event) => status === undefined || event.status === status),
  );
  return 0;
}

const STATUSES: readonly string[] = ['stored', 'processed', 'ignored', 'parked'] satisfies EventStatus[];

function parseStatus(text: string | boolean | undefined): string | undefined {
  if (text === undefined || (typeof text === 'string' && STATUSES.includes(text))) return text;
  throw refused('usage-wrong', `--status ${String(text)} is none of ${STATUSES.join(', ')}`, 'such as --status parked');
}

/** `till refunds`. */
export async function printRefunds(call: Call): Promise<number> {
  printRows(call, await withDatabase(readConfig(call.environment), listRefunds));
  return 0;
}

/** `till refunds requests`: open ones first. */
export async function printRefundRequests(call: Call): Promise<number> {
  printRows(call, await withDatabase(readConfig(call.environment), listRequests));
  return 0;
}

/** `till subscriptions`: each with its monthly worth now, in minor units. */
export async function printSubscriptions(call: Call): Promise<number> {
  const at = nowSeconds(systemClock);
  const subscriptions = await withDatabase(readConfig(call.environment), listSubscriptions);
  printRows(
    call,
    subscriptions.map((subscription) => subscriptionRow(subscription, at)),
  );
  return 0;
}

function subscriptionRow({ state, ...columns }: Subscription, at: number) {
  const revenue = monthlyRevenue(subscriptionStateSchema.parse(state), at);
  const note = revenue.kind === 'counted' ? null : `${revenue.kind}: ${revenue.reason}`;
  return { ...columns, mrr: revenue.mrr, gross: revenue.gross, committed: revenue.committed, note };
}
