import { systemClock } from '../base/clock.ts';
import { readConfig } from '../read-config.ts';
import { ENTRY_KINDS } from '../reconciliation/entry.ts';
import { issueLine } from '../reconciliation/issue.ts';
import { type Findings, runReconciliation } from '../reconciliation/run-reconciliation.ts';
import { stripeLedger } from '../stripe/ledger-stripe.ts';
import { stripeClient } from '../stripe/stripe-client.ts';
import type { Call } from './command.ts';
import { parseWindow } from './parse-window.ts';
import { withDatabase } from './with-database.ts';

/** `till reconcile`: 0 when Stripe and Till agree, 1 when an issue is open. */
export async function reconcile(call: Call): Promise<number> {
  const window = parseWindow(call.values);
  const config = readConfig(call.environment);
  const ledger = stripeLedger(stripeClient(config));
  const at = new Date(systemClock());
  const found = await withDatabase(config, (db) => runReconciliation(db, ledger, { window, at }));
  if (call.values['json'] === true) call.print(JSON.stringify({ ...window, ...found }));
  else for (const line of findingLines(found)) call.print(line);
  return found.opened.length + found.open.length === 0 ? 0 : 1;
}

function findingLines({ compared, opened, open, accepted, resolved }: Findings): readonly string[] {
  return [
    ...ENTRY_KINDS.map(
      (kind) => `${`${kind}s`.padEnd(14)} Stripe ${compared[kind].stripe}, Till ${compared[kind].till}`,
    ),
    `${'issues'.padEnd(14)} ${opened.length} opened, ${open.length} still open, ${accepted.length} accepted, ${resolved.length} resolved`,
    ...opened.map((issue) => `${'opened'.padEnd(14)} ${issueLine(issue)}`),
    ...open.map((issue) => `${'still open'.padEnd(14)} ${issueLine(issue)}`),
    ...accepted.map((issue) => `${'accepted'.padEnd(14)} ${issueLine(issue)}`),
    ...resolved.map((issue) => `${'resolved'.padEnd(14)} ${issueLine(issue)}`),
  ];
}
