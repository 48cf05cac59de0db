import type { Db } from '../db/open-db.ts';

/** A process that runs jobs. */
export interface Worker {
  readonly id: string;
  readonly started_at: Date;
  readonly version: string;
}

// A worker that died is of interest for a day.
const FORGOTTEN_AFTER_MS = 86_400_000;

/** Says that a worker lives at this moment. */
export async function beatWorker(db: Db, worker: Worker, at: Date): Promise<void> {
  await db
    .insertInto('workers')
    .values({ ...worker, seen_at: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: at }))
    .execute();
}

/** Takes a worker off the list that stops, and those that were not seen for a day. */
export async function removeWorker(db: Db, id: string, at: Date): Promise<void> {
  const forgotten = new Date(at.getTime() - FORGOTTEN_AFTER_MS);
  await db
    .deleteFrom('workers')
    .where((where) => where.or([where('id', '=', id), where('seen_at', '<', forgotten)]))
    .execute();
}

/** When any worker was last seen; undefined when none is listed. */
export async function workerSeenAt(db: Db): Promise<Date | undefined> {
  const { seen } = await db
    .selectFrom('workers')
    .select((select) => select.fn.max('seen_at').as('seen'))
    .executeTakeFirstOrThrow();
  return seen ?? undefined;
}
