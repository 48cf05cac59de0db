import { faultText } from '../audit/audit-entry.ts';
import { listAudit, verifyAudit } from '../audit/audit-pg.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till audit`: the entries in order. */
export async function printAudit(call: Call): Promise<number> {
  printRows(call, await withDatabase(readConfig(call.environment), (db) => listAudit(db, 0, 100_000)));
  return 0;
}

/** `till audit verify`: 0 when the whole chain holds, 1 and the first broken entry when it does not. */
export async function verifyChain(call: Call): Promise<number> {
  const { entries, head, fault } = await withDatabase(readConfig(call.environment), verifyAudit);
  const words =
    fault === null
      ? `${entries} entries hold; the last is ${head.hash || 'none'}`
      : `broken: ${faultText(fault)}; ${entries} entries before it hold`;
  if (call.values['json'] === true)
    call.print(JSON.stringify({ holds: fault === null, entries, head: head.hash, fault }));
  else call.print(words);
  return fault === null ? 0 : 1;
}
