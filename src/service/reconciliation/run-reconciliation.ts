import { sql } from 'kysely';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import { compareLedgers, type Difference } from './compare-ledgers.ts';
import { ENTRY_KINDS, type Entry, entryOrder } from './entry.ts';
import { listUnresolved, openIssue, resolveGone } from './issue-pg.ts';
import type { Issue } from './issue.ts';
import { findEntries, findLocalLedger, findOrderIds, listEntries } from './local-ledger-pg.ts';
import { sliceEntries } from './slice-entries.ts';
import type { SessionPayment, StripeLedger } from './stripe-ledger.ts';
import { isWithin, type Window } from './window.ts';

/** What was read on each side in the window. */
export interface Compared {
  stripe: number;
  till: number;
}

/** What a run found; `open` were open before it and still are, `accepted` ones still differ as they did. */
export interface Findings {
  readonly compared: Readonly<Record<Entry['kind'], Compared>>;
  readonly opened: Issue[];
  readonly open: Issue[];
  readonly accepted: Issue[];
  readonly resolved: Issue[];
}

/** What a run needs; `seenAt` is its time and marks what it saw. */
interface Run {
  readonly db: Db;
  readonly ledger: StripeLedger;
  readonly window: Window;
  readonly seenAt: Date;
  readonly found: Findings;
  readonly noted: Set<string>;
}

const SLICE = 1000;
const AT_ONCE = 8;
const MARGIN_MS = 300_000;
const DAY_MS = 86_400_000;
const LOCK = 7_201_118;
const ALWAYS: Window = { from: new Date(-8.64e15), to: new Date(8.64e15) };

/** Compares the window and looks again at every issue that is not resolved, opens an issue for each difference and resolves those that are gone. Refused while another run is under way. */
export function runReconciliation(
  db: Db,
  ledger: StripeLedger,
  { window, at }: { readonly window: Window; readonly at: Date },
): Promise<Findings> {
  // One connection holds the lock and does all the writing: a run that loses the lock can write no more.
  return db.connection().execute((connection) =>
    withLock(connection, async () => {
      const found = newFindings();
      const run = { db: connection, ledger, window, seenAt: at, found, noted: new Set<string>() };
      for (const kind of ENTRY_KINDS) await reconcileKind(run, kind);
      await reconcileSessions(run);
      await reconcileChanged(run);
      await lookAgain(run);
      found.resolved.push(...(await resolveGone(connection, at)));
      return found;
    }),
  );
}

function newFindings(): Findings {
  const none = () => ({ stripe: 0, till: 0 });
  const compared = { payment: none(), refund: none(), subscription: none() };
  return { compared, opened: [], open: [], accepted: [], resolved: [] };
}

async function withLock<T>(db: Db, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ taken: boolean }>`SELECT pg_try_advisory_lock(${LOCK}) AS taken`.execute(db);
  if (rows[0]?.taken !== true)
    throw refused('reconciliation-running', 'another reconciliation is under way', 'wait until it ends');
  try {
    return await work();
  } finally {
    // A connection that broke has given the lock back already.
    await sql`SELECT pg_advisory_unlock(${LOCK})`.execute(db).catch(() => undefined);
  }
}

/** Stripe is read with a margin, so that clocks that differ by seconds cost no look-ups at the edges. */
async function reconcileKind(run: Run, kind: Entry['kind']): Promise<void> {
  const read = run.ledger.list(kind, widened(run.window, MARGIN_MS));
  for await (const slice of sliceEntries(read, run.window, SLICE)) {
    const listed = new Set(slice.entries.map((entry) => entry.key));
    run.found.compared[kind].stripe += slice.entries.filter((entry) => isWithin(entry.at, run.window)).length;
    const local = await findLocalLedger(run.db, kind, slice.entries);
    await settle(run, kind, compareLedgers(slice.entries, local).map(suspectOf));
    for await (const page of listEntries(run.db, kind, slice)) {
      run.found.compared[kind].till += page.length;
      const unlisted = page.filter((entry) => !listed.has(entry.key));
      await settle(
        run,
        kind,
        unlisted.map((entry) => ({ key: entry.key, orderId: entryOrder(entry) })),
      );
    }
  }
}

const suspectOf = ({ subject, detail }: Difference): Suspect => ({ key: subject, orderId: detail.order });

function widened({ from, to }: Window, beforeMs: number): Window {
  return { from: new Date(from.getTime() - beforeMs), to: new Date(to.getTime() + MARGIN_MS) };
}

/** Payments that only a checkout session names for an order. A session is paid at most a day after it was made. */
async function reconcileSessions(run: Run): Promise<void> {
  for await (const page of run.ledger.listSessions(widened(run.window, DAY_MS + MARGIN_MS))) {
    const keys = page.map(({ key }) => key);
    const known = new Set((await findEntries(run.db, 'payment', keys)).map((entry) => entry.key));
    const orders = await findOrderIds(
      run.db,
      page.map(({ orderId }) => orderId),
    );
    // A session that paid without an intent has no charge, so that it is met here only.
    const isSuspect = ({ key, orderId }: SessionPayment) =>
      key.startsWith('cs_') || (!known.has(key) && orders.has(orderId));
    await settle(run, 'payment', page.filter(isSuspect));
  }
}

/** Subscriptions that changed in the window, whenever they began. */
async function reconcileChanged(run: Run): Promise<void> {
  for await (const keys of run.ledger.listChangedSubscriptions(widened(run.window, MARGIN_MS))) {
    const suspects = [...new Set(keys)].map((key) => ({ key, orderId: null }));
    await settle({ ...run, window: ALWAYS }, 'subscription', suspects);
  }
}

/** An issue may be older than the window; whether it is still there is asked all the same. */
async function lookAgain(run: Run): Promise<void> {
  const issues = await listUnresolved(run.db);
  for (const kind of ENTRY_KINDS) {
    const ours = issues.filter((issue) => issue.kind.startsWith(`${kind}_`) && !run.noted.has(issue.id));
    const suspects = ours.map(({ subject, detail }) => ({ key: subject, orderId: detail.order }));
    await settle({ ...run, window: ALWAYS }, kind, suspects);
  }
}

/** Something to be asked for on both sides, and the order it is known to belong to. */
interface Suspect {
  readonly key: string;
  readonly orderId: string | null;
}

/** A suspect becomes an issue only if both sides, asked for it by its key, still differ: events arrive while a run reads, and the two sides may date one object differently. */
async function settle(run: Run, kind: Entry['kind'], suspects: readonly Suspect[]): Promise<void> {
  for (let start = 0; start < suspects.length; start += AT_ONCE) {
    const some = suspects.slice(start, start + AT_ONCE);
    const answers = await Promise.all(some.map((suspect) => findRemote(run, kind, suspect)));
    const remote = answers.filter((entry) => entry !== undefined);
    const local = await findLocalLedger(run.db, kind, remote);
    const keys = some.map(({ key }) => key);
    const differences = compareLedgers(remote, { ...local, entries: await findEntries(run.db, kind, keys) });
    for (const difference of differences.filter(({ at }) => isWithin(at, run.window))) await note(run, difference);
  }
}

async function findRemote(run: Run, kind: Entry['kind'], { key, orderId }: Suspect): Promise<Entry | undefined> {
  const entry = await run.ledger.find(kind, key);
  return entry?.kind === 'payment' ? { ...entry, orderId: entry.orderId ?? orderId } : entry;
}

/** An object can be met twice in a run, from Stripe's side and from ours; it is told once. */
async function note(run: Run, difference: Difference): Promise<void> {
  const { issue, opened } = await openIssue(run.db, difference, run.seenAt);
  const list = issue.status === 'accepted' ? 'accepted' : 'open';
  if (!run.noted.has(issue.id)) run.found[opened ? 'opened' : list].push(issue);
  run.noted.add(issue.id);
}
