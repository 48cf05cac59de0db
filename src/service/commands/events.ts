import { nowDate, systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { readConfig } from '../read-config.ts';
import { createTill, type Till } from '../till.ts';
import { dismissEvent, findParkedEvents } from '../webhooks/dismiss-event-pg.ts';
import type { Verdict } from '../webhooks/verdict.ts';
import type { Call } from './command.ts';
import { parseReason } from './parse-reason.ts';
import { printRows } from './print-rows.ts';
import { withDatabase } from './with-database.ts';

/** `till events retry ID`: tries a parked event again, or with `all` every one; 1 when one stays parked. */
export async function retryEvents(call: Call): Promise<number> {
  const id = call.positionals[0] ?? '';
  const config = readConfig(call.environment);
  const tried = await withDatabase(config, async (db) => {
    const till = createTill({ db, config, clock: systemClock, onSettled: () => undefined });
    return tryAll(till, id === 'all' ? await findParkedEvents(db) : [id]);
  });
  if (tried.length === 0 && id !== 'all') throw refused('event-not-parked', `no open event ${id}`, 'see till events');
  printRows(call, tried);
  return tried.some(({ status }) => status === 'parked') ? 1 : 0;
}

interface Tried {
  readonly id: string;
  readonly status: Verdict['kind'];
  readonly reason: string | null;
}

// One that settles may bring others along, so that nothing is left to do for them.
async function tryAll(till: Till, ids: readonly string[]): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const id of ids) {
    const verdict = await till.process(id);
    if (verdict !== undefined)
      tried.push({ id, status: verdict.kind, reason: verdict.kind === 'processed' ? null : verdict.reason });
  }
  return tried;
}

/** `till events dismiss ID`: sets a parked event aside for good, with the reason; it is audited. */
export async function dismissParked(call: Call): Promise<number> {
  const id = call.positionals[0] ?? '';
  const reason = parseReason(call.values, 'the event will never have an effect');
  const dismissed = await withDatabase(readConfig(call.environment), (db) =>
    dismissEvent(db, id, { actor: 'cli', reason, at: nowDate(systemClock) }),
  );
  if (!dismissed) throw refused('event-not-parked', `no parked event ${id}`, 'see till events');
  call.print(`dismissed ${id}`);
  return 0;
}
