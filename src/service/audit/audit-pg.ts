import { randomBytes } from 'node:crypto';
import type { Db } from '../db/open-db.ts';
import {
  type AuditEntry,
  type AuditHead,
  type AuditNote,
  type ChainFault,
  linkFault,
  nextEntry,
  personalHash,
  type PersonalNote,
} from './audit-entry.ts';

const PAGE = 1000;

/** Adds an entry in the caller's transaction, so that it stands exactly when the act stands. Others wait their turn at the head. */
export async function appendAudit(db: Db, { personal, ...note }: PersonalNote, at: Date): Promise<AuditEntry> {
  if (personal === undefined) return append(db, note, at);
  const salt = randomBytes(16).toString('hex');
  const detail = { ...note.detail, personal: personalHash(salt, personal) };
  const entry = await append(db, { ...note, detail }, at);
  await db
    .insertInto('audit_personal')
    .values({ seq: entry.seq, salt, words: JSON.stringify(personal) })
    .execute();
  return entry;
}

async function append(db: Db, note: AuditNote, at: Date): Promise<AuditEntry> {
  const head = await db.selectFrom('audit_head').select(['seq', 'hash']).forUpdate().executeTakeFirstOrThrow();
  const entry = nextEntry(note, head, at);
  await db
    .insertInto('audit_entries')
    .values({ ...entry, detail: JSON.stringify(entry.detail) })
    .execute();
  await db.updateTable('audit_head').set({ seq: entry.seq, hash: entry.hash }).execute();
  return entry;
}

/** Entries after `seq`, in order, at most `limit`. */
export function listAudit(db: Db, after = 0, limit = PAGE): Promise<readonly AuditEntry[]> {
  return db.selectFrom('audit_entries').selectAll().where('seq', '>', after).orderBy('seq').limit(limit).execute();
}

/** Entries before `seq`, or the last ones, newest first, at most `limit`. */
export function listNewestAudit(db: Db, before: number | undefined, limit: number): Promise<readonly AuditEntry[]> {
  const newest = db.selectFrom('audit_entries').selectAll().orderBy('seq', 'desc').limit(limit);
  return (before === undefined ? newest : newest.where('seq', '<', before)).execute();
}

/** Follows the whole chain, a page at a time: how many entries hold, and the first fault or null. */
export async function verifyAudit(
  db: Db,
): Promise<{ readonly entries: number; readonly head: AuditHead; readonly fault: ChainFault | null }> {
  let head: AuditHead = { seq: 0, hash: '' };
  for (let page = await listAudit(db); page.length > 0; page = await listAudit(db, head.seq)) {
    const words = await personalWords(db, page);
    for (const entry of page) {
      const fault = linkFault(entry, head) ?? personalFault(entry, words.get(entry.seq));
      if (fault !== null) return { entries: head.seq, head, fault };
      head = entry;
    }
  }
  const kept = await db.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirst();
  const ends = kept?.seq === head.seq && kept.hash === head.hash;
  return { entries: head.seq, head, fault: ends ? null : { kind: 'head', seq: kept?.seq ?? 0 } };
}

type KeptWords = Awaited<ReturnType<typeof selectWords>>[number];

function selectWords(db: Db, from: number, to: number) {
  return db.selectFrom('audit_personal').selectAll().where('seq', '>=', from).where('seq', '<=', to).execute();
}

async function personalWords(db: Db, page: readonly AuditEntry[]): Promise<ReadonlyMap<number, KeptWords>> {
  const rows = await selectWords(db, page[0]?.seq ?? 0, page.at(-1)?.seq ?? 0);
  return new Map(rows.map((row) => [row.seq, row]));
}

// Erased words leave their row behind, so that a row that is gone is a fault.
function personalFault({ seq, detail }: AuditEntry, kept: KeptWords | undefined): ChainFault | null {
  const hash = detail['personal'];
  if (typeof hash !== 'string') return kept === undefined ? null : { kind: 'personal', seq };
  if (kept === undefined) return { kind: 'personal', seq };
  if (kept.words === null) return null;
  return personalHash(kept.salt, kept.words) === hash ? null : { kind: 'personal', seq };
}
