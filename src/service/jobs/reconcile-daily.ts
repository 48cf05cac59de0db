import { nowDate } from '../base/clock.ts';
import { runReconciliation } from '../reconciliation/run-reconciliation.ts';
import type { Window } from '../reconciliation/window.ts';
import { stripeLedger } from '../stripe/ledger-stripe.ts';
import { stripeClient } from '../stripe/stripe-client.ts';
import { done, type Job, skipped } from './job.ts';

const DAY_MS = 86_400_000;
const OVERLAP_DAYS = 1;
const MOST_DAYS = 31;

/** Compares with Stripe every day. */
export const reconcileDaily: Job = {
  name: 'reconcile',
  cron: '20 1 * * *',
  doc: 'compare Stripe with Till up to midnight, from the day before the last run on; needs STRIPE_API_KEY',
  async run({ till, config, lastDone }) {
    if (config.STRIPE_API_KEY === undefined) return skipped('STRIPE_API_KEY is not set');
    const at = nowDate(till.clock);
    const window = reconcileWindow(at, lastDone);
    const found = await runReconciliation(till.db, stripeLedger(stripeClient(config)), { window, at });
    const { opened, open, resolved } = found;
    return done(
      `${opened.length} opened, ${open.length} still open, ${resolved.length} resolved; ${windowText(window)}`,
    );
  },
};

/** Yesterday and what was not compared before it, a day of overlap included; at most 31 days, ending at midnight UTC. */
export function reconcileWindow(at: Date, lastDone: Date | undefined): Window {
  const midnight = Math.floor(at.getTime() / DAY_MS);
  const covered = lastDone === undefined ? midnight : Math.floor(lastDone.getTime() / DAY_MS);
  const from = Math.min(covered, midnight - 1) - OVERLAP_DAYS;
  return { from: new Date(Math.max(from, midnight - MOST_DAYS) * DAY_MS), to: new Date(midnight * DAY_MS) };
}

const windowText = ({ from, to }: Window): string => `${from.toISOString()} to ${to.toISOString()}`;
