import { systemClock } from '../base/clock.ts';
import { refused } from '../base/problem.ts';
import { backupKeys } from '../backup/backup-key.ts';
import { checkBackup } from '../backup/check-backup.ts';
import { compareBackup } from '../backup/compare-backup-pg.ts';
import { allHold, type Comparison, comparisonLines } from '../backup/comparison.ts';
import type { Manifest } from '../backup/format.ts';
import { type BackupFile, withBackupFile } from '../backup/open-backup.ts';
import { restoreBackup } from '../backup/restore-backup-pg.ts';
import { rowLines, totalRows } from '../backup/row-lines.ts';
import type { Config } from '../config.ts';
import { knownMigrations } from '../db/migrate.ts';
import { readConfig } from '../read-config.ts';
import type { Call } from './command.ts';
import { parseRestore, type RestoreMode } from './parse-restore.ts';
import { progressOf } from './progress.ts';
import { reachDatabase } from './reach-database.ts';
import { tryRestore } from './restore-drill.ts';

/** `till restore FILE`: with --into restores it, with --validate compares it with a database, with --drill tries it beside the configured one. Exit 1 where something differs. */
export async function restore(call: Call): Promise<number> {
  const mode = parseRestore(call.values);
  const config = readConfig(call.environment);
  if (mode.kind === 'drill') return tryRestore(call, config);
  return withBackupFile(call.positionals[0] ?? '', backupKeys(config), async (backup) => {
    const manifest = await checkBackup(backup);
    if (mode.kind === 'validate') return tellComparisons(call, await compare(backup, manifest, mode.url));
    confirmOrigin(call, backup, config);
    return restoreInto(call, { backup, manifest }, mode);
  });
}

// A key is set so that only who has it can write a backup; a file without it may be anybody's.
function confirmOrigin({ values }: Call, { name, cipher }: BackupFile, { BACKUP_KEY }: Config): void {
  if (BACKUP_KEY === undefined || cipher !== 'plain' || values['yes'] === true) return;
  throw refused(
    'not-confirmed',
    `${name}: BACKUP_KEY is set, but this backup is not encrypted`,
    'if it is yours all the same, add --yes',
  );
}

function compare(backup: BackupFile, manifest: Manifest, url: string): Promise<readonly Comparison[]> {
  const failing = { code: 'database-unreachable', hint: 'check the URL of the database' } as const;
  return reachDatabase(failing, () => compareBackup(backup, manifest, url));
}

interface Source {
  readonly backup: BackupFile;
  readonly manifest: Manifest;
}

async function restoreInto(
  call: Call,
  { backup, manifest }: Source,
  { url, validate }: Extract<RestoreMode, { kind: 'into' }>,
): Promise<number> {
  const began = systemClock();
  const progress = progressOf('restoring');
  const failing = { code: 'restore-failed', hint: 'nothing was kept; check the URL behind --into' } as const;
  const order = { backup, manifest, url, onTable: progress.show };
  await reachDatabase(failing, () => restoreBackup(order)).finally(progress.end);
  const restored = { manifest, tookMs: systemClock() - began, pending: await pendingAfter(manifest) };
  const comparisons = validate ? await compare(backup, manifest, url) : [];
  if (call.values['json'] === true) call.print(JSON.stringify(jsonOf(restored, comparisons)));
  else for (const line of [...restoredLines(restored), ...linesOf(comparisons)]) call.print(line);
  return comparisons.length === 0 || allHold(comparisons) ? 0 : 1;
}

async function pendingAfter({ migrations }: Manifest): Promise<readonly string[]> {
  return (await knownMigrations()).filter((name) => !migrations.includes(name));
}

interface Restored {
  readonly manifest: Manifest;
  readonly tookMs: number;
  readonly pending: readonly string[];
}

function jsonOf({ manifest, tookMs, pending }: Restored, comparisons: readonly Comparison[]) {
  const tables = manifest.tables.map(({ name, rows }) => ({ name, rows }));
  const { created_at } = manifest;
  return { created_at, rows: totalRows(manifest), took_ms: tookMs, tables, pending_migrations: pending, comparisons };
}

function restoredLines({ manifest, tookMs, pending }: Restored): readonly string[] {
  const age = `as of ${manifest.created_at}`;
  const last = manifest.migrations.at(-1) ?? '';
  const older = `it is at ${last}: till migrate brings it up by ${pending.length}: ${pending.join(', ')}`;
  return [
    ...rowLines(manifest),
    `restored ${totalRows(manifest)} rows ${age} in ${(tookMs / 1000).toFixed(1)} s`,
    ...(pending.length === 0 ? [] : [older]),
  ];
}

const linesOf = (comparisons: readonly Comparison[]): readonly string[] =>
  comparisons.length === 0 ? [] : comparisonLines(comparisons);

function tellComparisons(call: Call, comparisons: readonly Comparison[]): number {
  const holds = allHold(comparisons);
  if (call.values['json'] === true) call.print(JSON.stringify({ holds, comparisons }));
  else for (const line of comparisonLines(comparisons)) call.print(line);
  return holds ? 0 : 1;
}
