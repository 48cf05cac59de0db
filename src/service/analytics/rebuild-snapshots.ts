import { sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import { type Clock, nowDate, nowSeconds } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import { type DayRange, dayOf, parseDay } from './day.ts';
import { type DayFigures, digestOf, figuresLine } from './figures.ts';
import { readChanges, readFirstDays, readMoney } from './history-pg.ts';
import type { Snapshot } from './snapshot.ts';
import { latestSnapshots, saveFigures } from './snapshot-pg.ts';
import { createTally } from './tally.ts';
import { tallySubscriptions } from './tally-subscriptions.ts';

/** What a rebuild works with; a signal that is aborted ends it with nothing kept. */
export interface RebuildParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Closed days to compute, both dates included. `reason` becomes part of the reason of each version that is made. */
export interface RebuildRequest {
  readonly from: string;
  readonly to: string;
  readonly actor: string;
  readonly reason: string;
}

/** The newest snapshots of the range after a rebuild. `sha256` is over their figures' lines; `made` counts new versions. */
export interface Rebuilt {
  readonly from: string;
  readonly to: string;
  readonly snapshots: readonly Snapshot[];
  readonly sha256: string;
  readonly made: number;
}

const LOCK = 7_201_119;

/**
 * Computes closed days from what the events told and keeps what is new; the same history gives the same bytes. Audited.
 * Refused for a range that is no range of closed days, and while another rebuild is under way.
 */
export async function rebuildSnapshots(parts: RebuildParts, request: RebuildRequest): Promise<Rebuilt> {
  const range = closedRange(request, parts.clock);
  return parts.db.connection().execute((connection) =>
    withLock(connection, async () => {
      const computed = await computeFigures(connection, range, parts.signal);
      const sha256 = digestOf(computed.map(figuresLine));
      return connection
        .transaction()
        .execute((transaction) => keep({ ...parts, db: transaction }, request, { computed, sha256 }));
    }),
  );
}

function closedRange({ from, to }: RebuildRequest, clock: Clock): DayRange {
  const range = { from: parseDay(from), to: parseDay(to) };
  if (range.from === undefined || range.to === undefined || range.from > range.to)
    throw refused('usage-wrong', `${from} to ${to} is no range of days`, 'such as 2026-11-01 to 2026-11-30');
  if (range.to >= dayOf(nowSeconds(clock)))
    throw refused('snapshot-day-open', `${to} has not ended in UTC`, 'a snapshot is of a whole day');
  return { from: range.from, to: range.to };
}

async function withLock<T>(db: Db, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ taken: boolean }>`SELECT pg_try_advisory_lock(${LOCK}) AS taken`.execute(db);
  if (rows[0]?.taken !== true)
    throw refused('snapshot-running', 'another rebuild of snapshots is under way', 'wait until it ends');
  try {
    return await work();
  } finally {
    // A connection that broke has given the lock back already.
    await sql`SELECT pg_advisory_unlock(${LOCK})`.execute(db).catch(() => undefined);
  }
}

/** One snapshot of the database for all that is read, so that a day is never half of one moment and half of another. */
function computeFigures(db: Db, range: DayRange, signal: AbortSignal | undefined): Promise<readonly DayFigures[]> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      await sql`SET LOCAL statement_timeout = '10min'`.execute(transaction);
      const tally = createTally(range);
      for (const { figure, day, currency, amount } of await readMoney(transaction, range))
        tally.add(currency, { from: day, to: day }, { [figure]: amount });
      await tallySubscriptions(tally, readChanges(transaction, range, signal));
      return tally.figures(await readFirstDays(transaction));
    });
}

interface Computed {
  readonly computed: readonly DayFigures[];
  readonly sha256: string;
}

async function keep({ db, clock }: RebuildParts, request: RebuildRequest, found: Computed): Promise<Rebuilt> {
  const { from, to, actor, reason } = request;
  const { computed, sha256 } = found;
  const at = nowDate(clock);
  const made = computed.length === 0 ? 0 : await saveFigures(db, computed, { reason, at });
  const detail = { from, to, reason, made, sha256 };
  await appendAudit(db, { actor, action: 'snapshot.rebuild', subject: `snapshots ${from} to ${to}`, detail }, at);
  return { from, to, snapshots: await latestSnapshots(db, { from, to }), sha256, made };
}
