import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastGoodBackup } from '../../src/service/backup/backup-run-pg.ts';
import { backupDaily } from '../../src/service/jobs/backup-daily.ts';
import { retentionDaily } from '../../src/service/jobs/retention-daily.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { openTillApp } from '../support/till-app.ts';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

const parts = async (environment: Record<string, string>) => {
  const url = await postgres.fresh();
  const app = await openTillApp(url);
  const config = readConfig({ DATABASE_URL: url, ...environment });
  const { signal } = new AbortController();
  return { app, job: { till: app.till, config, url, version: '1.2.3', signal, lastDone: undefined } };
};

it('the backup job writes a file, records it, shows its age, and is skipped without a folder', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'till-backups-'));
  const { app, job } = await parts({ BACKUP_DIR: folder });
  expect((await app.app.inject('/metrics')).body).toContain('till_backup_age_seconds -1');
  expect(await backupDaily.run(job)).toMatchObject({ kind: 'done' });
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^till-\d{8}T\d{6}Z\.backup$/)]);
  expect(await lastGoodBackup(app.till.db)).toMatchObject({ ok: true });
  expect((await app.app.inject('/metrics')).body).toMatch(/till_backup_age_seconds \d/);
  await app.close();
  await rm(folder, { recursive: true });
  const none = await parts({});
  expect(await backupDaily.run(none.job)).toEqual({ kind: 'skipped', words: 'BACKUP_DIR is not set' });
  await none.app.close();
});

it('the retention job erases as the owner what the application may not change', async () => {
  const { app, job } = await parts({ RETENTION_ORDER_EMAIL_DAYS: '1' });
  const old = { id: 'ord_old', amount_minor: 1, currency: 'gbp', customer_email: 'jo@example.com' };
  await app.db
    .insertInto('orders')
    .values({ ...old, created_at: new Date('2020-01-01') })
    .execute();
  expect((await retentionDaily.run(job)).words).toContain('order emails 1');
  const orders = await app.db.selectFrom('orders').select('customer_email').execute();
  expect(orders).toEqual([{ customer_email: null }]);
  await app.close();
});
