import { z } from 'zod';
import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import { isPassing } from '../db/is-passing.ts';
import type { Db } from '../db/open-db.ts';
import type { Effects } from './effects.ts';
import { claimEvent, recordFailure, settleEvent } from './event-pg.ts';
import { handleEvent, type Ours } from './handle-event.ts';
import { parseSnapshotEvent } from './snapshot-event.ts';
import { parked, type Verdict } from './verdict.ts';

/** What processing needs: the database, which events count, and how effects are written in a transaction. */
export interface Processing {
  readonly db: Db;
  readonly ours: Ours;
  readonly effectsOn: (transaction: Db) => Effects;
}

const RETRIES = 5;

/** Settles a stored or parked event: its effect and its status in one transaction, or neither. Undefined if there was nothing to do. Never throws for the event's own faults. */
export async function processEvent(id: string, { db, ours, effectsOn }: Processing): Promise<Verdict | undefined> {
  try {
    return await db.transaction().execute(async (transaction) => {
      const row = await claimEvent(transaction, id);
      if (row === undefined) return undefined;
      const event = parseSnapshotEvent(row.body.toString('utf8'));
      const verdict =
        event === undefined ? parked('not a snapshot event') : await handleEvent(event, ours, effectsOn(transaction));
      await settleEvent(transaction, id, verdict);
      return verdict;
    });
  } catch (error) {
    const reason = redactText(reasonText(error)).slice(0, 500);
    await recordFailure(db, id, { reason, retries: isPassing(error) ? RETRIES : 0 });
    return parked(reason);
  }
}

function reasonText(error: unknown): string {
  if (!(error instanceof z.ZodError)) return errorText(error);
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
