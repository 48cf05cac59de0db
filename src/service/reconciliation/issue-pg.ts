import { sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import { newIssueId } from '../base/ids.ts';
import type { Db } from '../db/open-db.ts';
import type { Difference } from './compare-ledgers.ts';
import type { Issue, Resolution } from './issue.ts';
import type { Window } from './window.ts';

/** The name under which a run opens and resolves. */
export const RECONCILIATION = 'reconciliation';

const COLUMNS = [
  'id',
  'kind',
  'subject',
  'detail',
  'at',
  'status',
  'opened_at',
  'resolved_at',
  'resolved_by',
  'resolution',
] as const;

const PAGE = 200;

/** Opens an issue and its audit entry, or finds the one that is open for this difference and renews what it says. `seenAt` marks the run. */
export function openIssue(
  db: Db,
  difference: Difference,
  seenAt: Date,
): Promise<{ readonly issue: Issue; readonly opened: boolean }> {
  return db.transaction().execute(async (transaction) => {
    const issue = await upsertIssue(transaction, difference, seenAt);
    if (issue.opened) await audit(transaction, issue, { by: RECONCILIATION, how: null, at: seenAt });
    const { opened, ...row } = issue;
    return { issue: row, opened };
  });
}

function upsertIssue(db: Db, { kind, subject, detail, at }: Difference, seenAt: Date) {
  const said = { detail: JSON.stringify(detail), at: new Date(at * 1000), seen_at: seenAt };
  return db
    .insertInto('issues')
    .values({ id: newIssueId(), key: `${kind} ${subject}`, kind, subject, opened_at: seenAt, ...said })
    .onConflict((conflict) => conflict.column('key').where('status', '=', 'open').doUpdateSet(said))
    .returning([...COLUMNS, sql<boolean>`xmax = 0`.as('opened')])
    .executeTakeFirstOrThrow();
}

/** Resolves the open issues of the window that the run marked by `seenAt` has not seen, each with its audit entry. */
export async function resolveGone(db: Db, window: Window, seenAt: Date): Promise<readonly Issue[]> {
  const resolved: Issue[] = [];
  const resolution = { by: RECONCILIATION, how: 'the difference is gone', at: seenAt };
  for (let ids = await findGone(db, window, seenAt); ids.length > 0; ids = await findGone(db, window, seenAt)) {
    for (const id of ids) resolved.push(...(await resolveIssue(db, id, resolution)));
  }
  return resolved;
}

async function findGone(db: Db, { from, to }: Window, seenAt: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('issues')
    .select('id')
    .where('status', '=', 'open')
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('seen_at', '<>', seenAt)
    .orderBy('at')
    .limit(PAGE)
    .execute();
  return rows.map((row) => row.id);
}

/** Resolves one open issue with its audit entry and answers it; none if no issue with this id is open. */
export function resolveIssue(db: Db, id: string, { by, how, at }: Resolution): Promise<readonly Issue[]> {
  return db.transaction().execute(async (transaction) => {
    const issues = await transaction
      .updateTable('issues')
      .set({ status: 'resolved', resolved_at: at, resolved_by: by, resolution: how })
      .where('id', '=', id)
      .where('status', '=', 'open')
      .returning(COLUMNS)
      .execute();
    for (const issue of issues) await audit(transaction, issue, { by, how, at });
    return issues;
  });
}

async function audit(db: Db, issue: Issue, { by, how, at }: Omit<Resolution, 'how'> & { how: string | null }) {
  const { kind, subject, detail, status } = issue;
  const note = { kind, about: subject, stripe: detail.stripe, till: detail.till };
  const action = status === 'open' ? 'issue.open' : 'issue.resolve';
  const personal = how === null ? undefined : { how };
  await appendAudit(db, { actor: by, action, subject: `issue ${issue.id}`, detail: note, personal }, at);
}

/** All issues, open ones first, then by when they were opened. */
export function listIssues(db: Db): Promise<readonly Issue[]> {
  return db.selectFrom('issues').select(COLUMNS).orderBy('status').orderBy('opened_at').orderBy('id').execute();
}
