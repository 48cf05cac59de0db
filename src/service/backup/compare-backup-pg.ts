import { sql } from 'kysely';
import { faultText } from '../audit/audit-entry.ts';
import { verifyAudit } from '../audit/audit-pg.ts';
import type { Db } from '../db/open-db.ts';
import { type Session, withSession } from '../db/open-session.ts';
import { appliedMigrations, type CatalogTable, listTables } from './catalog-pg.ts';
import type { Comparison } from './comparison.ts';
import { copyOut } from './copy-table-pg.ts';
import { copyRows } from './copy-rows.ts';
import type { Manifest, TableEntry } from './format.ts';
import { isSameData, type Measured, measureAll } from './measure.ts';
import type { BackupFile } from './open-backup.ts';
import type { Bytes } from './records.ts';
import { tallyRevenue } from './tally-revenue.ts';

/** Compares a checked backup with a database, as both are at one moment: the latest migration, each table's rows and checksum, the audit chain, and monthly revenue computed from each side's subscriptions. */
export async function compareBackup(
  backup: BackupFile,
  manifest: Manifest,
  url: string,
): Promise<readonly Comparison[]> {
  return withSession(url, async (session) => {
    await sql`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`.execute(session.db);
    return [
      compareMigration(manifest, await appliedMigrations(session.db)),
      ...(await compareTables(session, manifest)),
      await compareAudit(session.db, manifest),
      await compareRevenue(session.db, backup, manifest),
    ];
  });
}

function compareMigration(manifest: Manifest, applied: readonly string[]): Comparison {
  const backup = manifest.migrations.at(-1) ?? 'none';
  const database = applied.at(-1) ?? 'none';
  const isSame = JSON.stringify(applied) === JSON.stringify(manifest.migrations);
  const words = isSame
    ? database
    : `backup ${backup} (${manifest.migrations.length}), database ${database} (${applied.length})`;
  return { kind: isSame ? 'same' : 'differs', name: 'latest migration', words };
}

async function compareTables(session: Session, manifest: Manifest): Promise<readonly Comparison[]> {
  const here = new Map((await listTables(session.db)).map((table) => [table.name, table]));
  const compared: Comparison[] = [];
  for (const entry of manifest.tables) compared.push(await compareTable(session, entry, here.get(entry.name)));
  const named = new Set(manifest.tables.map(({ name }) => name));
  const others = [...here.keys()].filter((name) => !named.has(name));
  return [...compared, ...others.map((name) => differs(`table ${name}`, 'the backup has none'))];
}

async function compareTable(session: Session, entry: TableEntry, table: CatalogTable | undefined): Promise<Comparison> {
  const name = `table ${entry.name}`;
  if (table === undefined) return differs(name, 'the database has none');
  if (JSON.stringify(table.columns) !== JSON.stringify(entry.columns)) return differs(name, 'its columns are others');
  const measured = await measureAll(copyOut(session, table));
  if (isSameData(measured, entry)) return { kind: 'same', name, words: measuredText(entry) };
  return differs(name, `backup ${measuredText(entry)}, database ${measuredText(measured)}`);
}

const differs = (name: string, words: string): Comparison => ({ kind: 'differs', name, words });

const measuredText = ({ rows, sha256 }: Measured): string => `${rows} rows ${sha256.slice(0, 16)}`;

async function compareAudit(db: Db, manifest: Manifest): Promise<Comparison> {
  const name = 'audit chain';
  // The chain is read with the words beside it, so both must be there.
  const lacking = await lackingTable(db, manifest, ['audit_entries', 'audit_personal']);
  if (lacking !== undefined) return { ...lacking, name };
  const { entries, fault } = await verifyAudit(db);
  return fault === null ? { kind: 'same', name, words: `${entries} entries hold` } : differs(name, faultText(fault));
}

async function compareRevenue(db: Db, backup: BackupFile, manifest: Manifest): Promise<Comparison> {
  const name = 'monthly revenue';
  const lacking = await lackingTable(db, manifest, ['subscriptions']);
  if (lacking !== undefined) return { ...lacking, name };
  const at = Math.floor(Date.parse(manifest.created_at) / 1000);
  const database = await tallyRevenue(databaseStates(db), at);
  const file = await backupRevenue(backup, manifest, at);
  return file === database
    ? { kind: 'same', name, words: file }
    : differs(name, `backup ${file}, database ${database}`);
}

async function lackingTable(
  db: Db,
  manifest: Manifest,
  names: readonly string[],
): Promise<Pick<Comparison, 'kind' | 'words'> | undefined> {
  const here = new Set((await listTables(db)).map((table) => table.name));
  const there = new Set(manifest.tables.map((table) => table.name));
  const lacking = names.find((name) => !there.has(name));
  if (lacking !== undefined) return { kind: 'absent', words: `this backup is older than table ${lacking}` };
  const gone = names.find((name) => !here.has(name));
  return gone === undefined ? undefined : { kind: 'differs', words: `the database has no table ${gone}` };
}

async function backupRevenue(backup: BackupFile, manifest: Manifest, at: number): Promise<string> {
  const columns = manifest.tables.find(({ name }) => name === 'subscriptions')?.columns ?? [];
  const place = columns.findIndex(({ name }) => name === 'state');
  let text = '';
  await backup.read(async (name, rows) => {
    if (name === 'subscriptions') text = await tallyRevenue(backupStates(rows, place), at);
  });
  return text;
}

async function* backupStates(rows: Bytes, place: number): AsyncGenerator {
  for await (const row of copyRows(rows)) yield JSON.parse(row[place] ?? 'null');
}

const PAGE = 500;

async function* databaseStates(db: Db): AsyncGenerator {
  const next = (after: string) =>
    db.selectFrom('subscriptions').select(['id', 'state']).where('id', '>', after).orderBy('id').limit(PAGE).execute();
  for (let page = await next(''); page.length > 0; page = await next(page.at(-1)?.id ?? ''))
    for (const { state } of page) yield state;
}
