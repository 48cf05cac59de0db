import { type Clock, nowDate } from '../base/clock.ts';
import type { Db } from '../db/open-db.ts';
import { beatWorker, removeWorker, type Worker } from './worker-pg.ts';

/** How often a worker says that it lives. */
const BEAT_MS = 10_000;

/** A worker that is listed; `stop` takes it off the list. */
export interface Heartbeat {
  stop(): Promise<void>;
}

/** What a heartbeat works with. */
export interface HeartbeatParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly worker: Omit<Worker, 'started_at'>;
  readonly onError: (error: unknown) => void;
}

/** Lists a worker and keeps saying that it lives, every ten seconds. A beat that fails is told, and the next one comes. */
export async function startHeartbeat({ db, clock, worker, onError }: HeartbeatParts): Promise<Heartbeat> {
  const listed = { ...worker, started_at: nowDate(clock) };
  let beat = beatWorker(db, listed, nowDate(clock));
  await beat;
  const timer = setInterval(() => void (beat = beatWorker(db, listed, nowDate(clock)).catch(onError)), BEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await beat;
      await removeWorker(db, worker.id, nowDate(clock)).catch(onError);
    },
  };
}
