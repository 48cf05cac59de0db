import { nowSeconds, systemClock } from '../base/clock.ts';
import { totalRevenue } from '../mrr/total.ts';
import { readConfig } from '../read-config.ts';
import { listSubscriptions } from '../subscriptions/subscription-pg.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till mrr`: the totals of the stored subscriptions at this moment. */
export async function printRevenue(call: Call): Promise<number> {
  const subscriptions = await withDatabase(readConfig(call.environment), listSubscriptions);
  printRows(
    call,
    totalRevenue(
      subscriptions.map(({ state }) => state),
      nowSeconds(systemClock),
    ),
  );
  return 0;
}
