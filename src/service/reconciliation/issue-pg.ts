import { sql } from 'kysely';
import { appendAudit } from '../audit/audit-pg.ts';
import { newIssueId } from '../base/ids.ts';
import type { Db } from '../db/open-db.ts';
import type { Difference } from './compare-ledgers.ts';
import type { Issue, Resolution } from './issue.ts';

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

/** An issue after a run has met its difference; `opened` where that made it, or opened an accepted one again. */
export interface MetIssue {
  readonly issue: Issue;
  readonly opened: boolean;
}

/** Opens an issue and its audit entry, or finds the one that is there for this difference and renews what it says; an accepted one opens again when the two sides say something else now. `seenAt` marks the run. */
export function openIssue(db: Db, difference: Difference, seenAt: Date): Promise<MetIssue> {
  return db.transaction().execute(async (transaction) => {
    const reopened = await reopenChanged(transaction, difference);
    const { created, ...issue } = await upsertIssue(transaction, difference, seenAt);
    const opened = created || reopened;
    if (opened) await audit(transaction, issue, { by: RECONCILIATION, how: null, at: seenAt });
    return { issue, opened };
  });
}

const keyOf = ({ kind, subject }: Difference): string => `${kind} ${subject}`;

async function reopenChanged(db: Db, difference: Difference): Promise<boolean> {
  const changed = await db
    .updateTable('issues')
    .set({ status: 'open', resolved_at: null, resolved_by: null, resolution: null })
    .where('key', '=', keyOf(difference))
    .where('status', '=', 'accepted')
    .where(sql<boolean>`detail <> ${JSON.stringify(difference.detail)}::jsonb`)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

function upsertIssue(db: Db, difference: Difference, seenAt: Date) {
  const { kind, subject, detail, at } = difference;
  const said = { detail: JSON.stringify(detail), at: new Date(at * 1000), seen_at: seenAt };
  return db
    .insertInto('issues')
    .values({ id: newIssueId(), key: keyOf(difference), kind, subject, opened_at: seenAt, ...said })
    .onConflict((conflict) => conflict.column('key').where('status', '<>', 'resolved').doUpdateSet(said))
    .returning([...COLUMNS, sql<boolean>`xmax = 0`.as('created')])
    .executeTakeFirstOrThrow();
}

/** All issues that are not resolved, oldest first. */
export function listUnresolved(db: Db): Promise<readonly Issue[]> {
  return db
    .selectFrom('issues')
    .select(COLUMNS)
    .where('status', '<>', 'resolved')
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** Resolves the unresolved issues that the run marked by `seenAt` has not seen, each with its audit entry. */
export async function resolveGone(db: Db, seenAt: Date): Promise<readonly Issue[]> {
  const resolved: Issue[] = [];
  const resolution = { by: RECONCILIATION, how: 'the difference is gone', at: seenAt };
  for (let ids = await findGone(db, seenAt); ids.length > 0; ids = await findGone(db, seenAt)) {
    for (const id of ids) resolved.push(...(await resolveIssue(db, id, resolution)));
  }
  return resolved;
}

async function findGone(db: Db, seenAt: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('issues')
    .select('id')
    .where('status', '<>', 'resolved')
    .where('seen_at', '<>', seenAt)
    .orderBy('at')
    .limit(PAGE)
    .execute();
  return rows.map((row) => row.id);
}

/** Resolves one issue that is open or accepted, with its audit entry, and answers it; none if there is no such issue. */
export function resolveIssue(db: Db, id: string, resolution: Resolution): Promise<readonly Issue[]> {
  return settleIssue(db, id, { from: ['open', 'accepted'], to: 'resolved', ...resolution });
}

/** Accepts one open issue as it is now, with its audit entry, and answers it; none if no issue with this id is open. */
export function acceptIssue(db: Db, id: string, resolution: Resolution): Promise<readonly Issue[]> {
  return settleIssue(db, id, { from: ['open'], to: 'accepted', ...resolution });
}

interface Step extends Resolution {
  readonly from: readonly Issue['status'][];
  readonly to: Issue['status'];
}

function settleIssue(db: Db, id: string, { from, to, by, how, at }: Step): Promise<readonly Issue[]> {
  return db.transaction().execute(async (transaction) => {
    const issues = await transaction
      .updateTable('issues')
      .set({ status: to, resolved_at: at, resolved_by: by, resolution: how })
      .where('id', '=', id)
      .where('status', 'in', from)
      .returning(COLUMNS)
      .execute();
    for (const issue of issues) await audit(transaction, issue, { by, how, at });
    return issues;
  });
}

const ACTIONS = { open: 'issue.open', accepted: 'issue.accept', resolved: 'issue.resolve' } as const;

async function audit(db: Db, issue: Issue, { by, how, at }: Omit<Resolution, 'how'> & { how: string | null }) {
  const { kind, subject, detail, status } = issue;
  const note = { kind, about: subject, stripe: detail.stripe, till: detail.till };
  const personal = how === null ? undefined : { how };
  const entry = { actor: by, action: ACTIONS[status], subject: `issue ${issue.id}`, detail: note, personal };
  await appendAudit(db, entry, at);
}

/** All issues, open ones first, then accepted ones, each by when they were opened. */
export function listIssues(db: Db): Promise<readonly Issue[]> {
  return db.selectFrom('issues').select(COLUMNS).orderBy(byStatus).orderBy('opened_at').orderBy('id').execute();
}

const byStatus = sql`array_position(ARRAY['open', 'accepted', 'resolved'], status)`;
