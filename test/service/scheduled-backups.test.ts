import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupCron } from '../../src/service/backup/backup-cron.ts';
import { oldBackups } from '../../src/service/backup/old-backups.ts';
import { writeBackup } from '../../src/service/backup/write-backup.ts';
import { isWeakKey, keyBytes } from '../../src/service/base/secret-key.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { nextRun } from '../../src/service/jobs/next-run.ts';
import { collectGauges } from '../../src/service/operations/collect-gauges-pg.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { till } from '../support/program.ts';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

const name = (stamp: string) => `till-${stamp}T024000Z.backup`;

describe('when backups are made', () => {
  it.each([
    [{}, '40 2 * * *'],
    [{ BACKUP_AT: '00:00' }, '0 0 * * *'],
    [{ BACKUP_AT: '23:59', BACKUP_EVERY_HOURS: '12' }, '59 11,23 * * *'],
    [{ BACKUP_AT: '02:05', BACKUP_EVERY_HOURS: '6' }, '5 2,8,14,20 * * *'],
    [{ BACKUP_AT: '13:07', BACKUP_EVERY_HOURS: '1' }, '7 * * * *'],
  ])('%j is %s', (environment, cron) => {
    expect(backupCron(readConfig(environment))).toBe(cron);
  });

  it.each(['1', '2', '3', '4', '6', '8', '12', '24'])('every %s hours, whatever the time of the first', (hours) => {
    const cron = backupCron(readConfig({ BACKUP_AT: '21:30', BACKUP_EVERY_HOURS: hours }));
    let at = new Date('2026-03-01T21:30:00Z');
    for (let times = 0; times < 30; times += 1) {
      const next = nextRun(cron, at);
      expect(next.getTime() - at.getTime()).toBe(Number(hours) * 3_600_000);
      at = next;
    }
  });

  it.each([
    ['BACKUP_AT', ['24:00', '2:40', '02:60', '02:40:00', '']],
    ['BACKUP_EVERY_HOURS', ['0', '5', '48', '-1', '1.5', '']],
  ])('%s of another kind is refused', (setting, values) => {
    for (const value of values) expect(() => readConfig({ [setting]: value })).toThrow(setting);
  });

  it('is listed and scheduled as it is set', async () => {
    const url = await postgres.fresh();
    const { stdout } = await till('jobs --json', { DATABASE_URL: url, BACKUP_AT: '05:15', BACKUP_EVERY_HOURS: '12' });
    const rows: { name: string; cron: string; next_run: string }[] = JSON.parse(stdout);
    const row = rows.find((job) => job.name === 'backup-daily');
    expect([row?.cron, row?.next_run.slice(13)]).toEqual(['15 5,17 * * *', ':15:00.000Z']);
    expect(rows.find((job) => job.name === 'retention')?.cron).toBe('20 3 * * *');
  });
});

describe('what is removed', () => {
  const days = ['20260101', '20260102', '20260103', '20260104'].map(name);

  it.each([
    ['fewer than are kept', days.slice(0, 2), { keep: 3, newest: name('20260102') }, []],
    ['more than are kept: the oldest', days, { keep: 2, newest: name('20260104') }, ['20260101', '20260102'].map(name)],
    ['one is kept: only the newest', days, { keep: 1, newest: name('20260104') }, days.slice(0, 3)],
    [
      'never the newest, though others have later names',
      [...days, name('20250101')],
      { keep: 2, newest: name('20250101') },
      days.slice(0, 3),
    ],
    [
      'names that are not ours stay',
      ['a.backup', 'till-2026.backup', 'notes', ...days],
      { keep: 4, newest: name('20260104') },
      [],
    ],
    [
      'halves before it go, a half after it may be under way',
      [`${name('20260103')}.part`, `${name('20260105')}.part`],
      { keep: 1, newest: name('20260104') },
      [`${name('20260103')}.part`],
    ],
  ])('%s', (_case, names, parts, removed) => {
    expect(oldBackups(names.toReversed(), parts)).toEqual(removed);
  });
});

describe('keys', () => {
  it('that are random are never taken for weak ones', () => {
    expect(Array.from({ length: 20_000 }, () => randomBytes(32)).filter(isWeakKey)).toEqual([]);
  });

  it('are the same in hex and in base64', () => {
    const key = randomBytes(32);
    expect([keyBytes(key.toString('hex')), keyBytes(key.toString('base64'))]).toEqual([key, key]);
  });

  it('before a rotation may be weak: what was made with them must open', () => {
    const BACKUP_KEY_PREVIOUS = 'ab'.repeat(32);
    expect(readConfig({ BACKUP_KEY_PREVIOUS }).BACKUP_KEY_PREVIOUS).toBe(BACKUP_KEY_PREVIOUS);
    expect(() => readConfig({ BACKUP_KEY: BACKUP_KEY_PREVIOUS })).toThrow('must be random');
    expect(() => readConfig({ BACKUP_KEY_PREVIOUS: 'ab' })).toThrow('BACKUP_KEY_PREVIOUS');
  });
});

describe('till backups', () => {
  it('lists nothing as 1, what it cannot list as 2, and only so many as are asked for', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'till-list-'));
    const list = (words = '', dir = folder) => till(`backups${words}`, { BACKUP_DIR: dir });
    expect(await list()).toMatchObject({ code: 1, stdout: 'none\n', stderr: '' });
    expect(await list(' --newest')).toMatchObject({ code: 1, stdout: '' });
    for (const day of ['20260101', '20260102', '20260103']) writeFileSync(path.join(folder, name(day)), 'x');
    for (const other of ['notes', 'mine.backup', `${name('20260104')}.part`])
      writeFileSync(path.join(folder, other), 'x');
    const { code, stdout } = await list(' --json --last 2');
    const rows: { file: string; state: string; bytes: number }[] = JSON.parse(stdout);
    expect([code, rows.map(({ file, state, bytes }) => [path.basename(file), state, bytes])]).toEqual([
      1,
      ['20260103', '20260102'].map((day) => [name(day), 'backup-damaged', 1]),
    ]);
    expect((await till('backups', {})).stderr).toContain('config-missing: BACKUP_DIR');
    expect((await list('', path.join(folder, 'none'))).stderr).toContain('file-unreadable: ');
    expect((await list(' --last 0')).stderr).toContain('usage-wrong: ');
  });
});

it('the run that ended last decides whether backups fail, whatever moment it is of; ages are of the newest good one', async () => {
  const db = openDb(await postgres.fresh());
  const now = Date.UTC(2026, 0, 2, 12);
  const ran = async (kind: 'backup' | 'drill', ok: boolean, hoursAgo: number) => {
    const at = new Date(now - hoursAgo * 3_600_000);
    await db.insertInto('backup_runs').values({ kind, at, ok, bytes: null, took_ms: 1, detail: 'x' }).execute();
    const gauges = new Map<string, number>(
      (await collectGauges(db, () => now)).map(({ name: gauge, value }) => [gauge, value]),
    );
    return ['till_backup_failing', 'till_restore_drill_failing', 'till_backup_age_seconds'].map((gauge) =>
      gauges.get(gauge),
    );
  };
  expect(await ran('backup', true, 5)).toEqual([0, 0, 18_000]);
  expect(await ran('backup', false, 1)).toEqual([1, 0, 18_000]);
  expect(await ran('backup', true, 2)).toEqual([0, 0, 7200]);
  expect(await ran('drill', false, 3)).toEqual([0, 1, 7200]);
  expect(await ran('drill', true, 4)).toEqual([0, 0, 7200]);
  expect(await ran('backup', false, 6)).toEqual([1, 0, 7200]);
  await db.destroy();
});

it('a backup that reads back otherwise than it was written is refused, and no file is left', async () => {
  const [url, folder] = [await postgres.fresh(), await mkdtemp(path.join(tmpdir(), 'till-read-back-'))];
  const db = openDb(url, { as: 'owner' });
  // More than the pipes hold, and nothing that gzip makes smaller: most of it is in the file when the last table begins.
  const body = createHash('shake256', { outputLength: 3_000_000 }).update('noise').digest();
  await sql`INSERT INTO stripe_events (id, body, type, created, livemode) VALUES ('evt_1', ${body}, 'x', 1, false)`.execute(
    db,
  );
  await db.destroy();
  const file = path.join(folder, 'one.backup');
  const order = { url, file, key: Buffer.alloc(32, 7), replace: false, till: '1.2.3', clock: () => Date.now() };
  const spoil = (table: string) => void (table === 'workers' && flipBit(`${file}.part`, 100_000));
  await expect(writeBackup({ ...order, onTable: spoil })).rejects.toThrow('its seal does not fit');
  expect(readdirSync(folder)).toEqual([]);
  await writeBackup(order);
  expect(readdirSync(folder)).toEqual(['one.backup']);
});

it('a whole backup that stands where the one was written is not taken for it', async () => {
  const [url, folder] = [await postgres.fresh(), await mkdtemp(path.join(tmpdir(), 'till-another-'))];
  const [file, another, copy] = [path.join(folder, 'one'), path.join(folder, 'another'), path.join(folder, 'copy')];
  const order = { url, key: undefined, replace: false, till: '1.2.3', clock: () => Date.UTC(2026, 0, 1) };
  await writeBackup({ ...order, file: another });
  copyFileSync(another, copy);
  const swap = (table: string) => void (table === 'workers' && renameSync(copy, `${file}.part`));
  const swapped = writeBackup({ ...order, file, clock: () => Date.UTC(2026, 0, 2), onTable: swap });
  await expect(swapped).rejects.toThrow('it is another than was written');
  expect(readdirSync(folder)).toEqual(['another']);
});

function flipBit(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  expect(readSync(handle, byte, 0, 1, at)).toBe(1);
  writeSync(handle, Buffer.from([byte.readUInt8() ^ 1]), 0, 1, at);
  closeSync(handle);
}
