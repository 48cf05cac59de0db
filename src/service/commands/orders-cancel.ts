import { nowDate, systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { cancelOrder as cancel } from '../orders/cancel-order-pg.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { withDatabase } from './with-database.ts';

/** `till orders cancel ID --yes`: only a pending order; audited. */
export async function cancelOrder({ environment, positionals, values, print }: Call): Promise<number> {
  const id = positionals[0] ?? '';
  if (values['yes'] !== true) throw refused('not-confirmed', 'a canceled order cannot be paid', 'add --yes');
  const by = { actor: 'cli', at: nowDate(systemClock) };
  await withDatabase(readConfig(environment), (db) => cancel(db, id, by));
  print(`canceled ${id}`);
  return 0;
}
