import type { Metrics } from '../base/metrics.ts';
import type { Db } from '../db/open-db.ts';
import { findWaitingEvents } from './event-pg.ts';
import { type Processing, processEvent } from './process-event.ts';
import type { Verdict } from './verdict.ts';

/** Told of each event that was settled, or tried in vain. */
export type OnSettled = (id: string, verdict: Verdict) => void;

/** Settles stored events, and with each those that waited for what it brought. */
export interface Settling {
  settle(id: string): Promise<Verdict | undefined>;
  /** Tells of an event that was settled elsewhere, such as at the door. */
  tell(id: string, verdict: Verdict): void;
  settleAll(ids: readonly string[]): Promise<void>;
  /** Settles the parked events whose order or payment is there now. */
  settleWaiting(): Promise<void>;
}

/** What settling works with. */
export interface SettlingParts {
  readonly db: Db;
  readonly processing: Processing;
  readonly metrics: Metrics;
  readonly onSettled: OnSettled;
}

// A payment may be what a refund waited for, and an order what the payment waited for: two rounds, and one to spare.
const ROUNDS = 3;

/** Makes the one way in which events are settled, whoever asks. */
export function createSettling({ db, processing, metrics, onSettled }: SettlingParts): Settling {
  const tell = (id: string, verdict: Verdict) => {
    metrics.count('till_events_settled_total', { status: verdict.kind });
    onSettled(id, verdict);
  };
  const settleOne = async (id: string) => {
    const verdict = await processEvent(id, processing);
    if (verdict !== undefined) tell(id, verdict);
    return verdict;
  };
  const settleAll = async (ids: readonly string[]) => {
    for (const id of ids) await settleOne(id);
  };
  const settleWaiting = async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const ids = await findWaitingEvents(db);
      if (ids.length === 0) return;
      await settleAll(ids);
    }
  };
  const settle = async (id: string) => {
    const verdict = await settleOne(id);
    if (verdict?.kind === 'processed') await settleWaiting();
    return verdict;
  };
  return { settle, tell, settleAll, settleWaiting };
}
