import { sql } from 'kysely';
import { refused } from '../base/problem.ts';
import type { Db } from '../db/open-db.ts';
import { compareLedgers, type Difference } from './compare-ledgers.ts';
import { ENTRY_KINDS, type Entry } from './entry.ts';
import { openIssue, resolveGone } from './issue-pg.ts';
import type { Issue } from './issue.ts';
import { findEntries, findLocalLedger, listEntries } from './local-ledger-pg.ts';
import { sliceEntries } from './slice-entries.ts';
import type { StripeLedger } from './stripe-ledger.ts';
import { isWithin, type Window } from './window.ts';

/** What was read on each side in the window. */
export interface Compared {
  stripe: number;
  till: number;
}

/** What a run found; `open` were open before it and still are. */
export interface Findings {
  readonly compared: Readonly<Record<Entry['kind'], Compared>>;
  readonly opened: Issue[];
  readonly open: Issue[];
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
const LOCK = 7_201_118;

/** Compares the window, opens an issue for each difference and resolves those that are gone. Refused while another run is under way. */
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
      found.resolved.push(...(await resolveGone(connection, window, at)));
      return found;
    }),
  );
}

function newFindings(): Findings {
  const none = () => ({ stripe: 0, till: 0 });
  const compared = { payment: none(), refund: none(), subscription: none() };
  return { compared, opened: [], open: [], resolved: [] };
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
  const { from, to } = run.window;
  const wider = { from: new Date(from.getTime() - MARGIN_MS), to: new Date(to.getTime() + MARGIN_MS) };
  for await (const slice of sliceEntries(run.ledger.list(kind, wider), run.window, SLICE)) {
    const listed = new Set(slice.entries.map((entry) => entry.key));
    run.found.compared[kind].stripe += slice.entries.filter((entry) => isWithin(entry.at, run.window)).length;
    const local = await findLocalLedger(run.db, kind, slice.entries);
    await settle(run, kind, subjectsOf(compareLedgers(slice.entries, local)));
    for await (const page of listEntries(run.db, kind, slice)) {
      run.found.compared[kind].till += page.length;
      const keys = page.map((entry) => entry.key);
      await settle(
        run,
        kind,
        keys.filter((key) => !listed.has(key)),
      );
    }
  }
}

const subjectsOf = (differences: readonly Difference[]) => differences.map((difference) => difference.subject);

/** A suspect becomes an issue only if both sides, asked for it by its key, still differ: events arrive while a run reads, and the two sides may date one object differently. */
async function settle(run: Run, kind: Entry['kind'], suspects: readonly string[]): Promise<void> {
  for (let start = 0; start < suspects.length; start += AT_ONCE) {
    const keys = suspects.slice(start, start + AT_ONCE);
    const answers = await Promise.all(keys.map((key) => run.ledger.find(kind, key)));
    const remote = answers.filter((entry) => entry !== undefined);
    const local = await findLocalLedger(run.db, kind, remote);
    const own = await findEntries(run.db, kind, keys);
    for (const difference of compareLedgers(remote, { ...local, entries: own })) {
      if (!isWithin(difference.at, run.window)) continue;
      const { issue, opened } = await openIssue(run.db, difference, run.seenAt);
      // An object can be met twice in a run: from Stripe's side and from ours.
      if (!run.noted.has(issue.id)) run.found[opened ? 'opened' : 'open'].push(issue);
      run.noted.add(issue.id);
    }
  }
}
