import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit, listAudit, verifyAudit } from '../../src/service/audit/audit-pg.ts';
import { type Db, openDb } from '../../src/service/db/open-db.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { till } from '../support/program.ts';

let postgres: TestPostgres;
let url: string;
let db: Db;

beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.fresh();
  db = openDb(url, { as: 'owner' });
});
afterEach(() => db.destroy());

const note = (subject: string) => ({
  actor: 'ops',
  action: 'export.orders',
  subject,
  detail: { rows: 3, filter: 'status=paid' },
});
const append = (subject: string) => db.transaction().execute((one) => appendAudit(one, note(subject), new Date()));
/** What an intruder with the owner's rights can do. */
const behindTheBack = (statement: string) =>
  sql
    .raw(`ALTER TABLE audit_entries DISABLE TRIGGER ALL; ${statement}; ALTER TABLE audit_entries ENABLE TRIGGER ALL`)
    .execute(db);

describe('the chain', () => {
  it('holds when empty, and with entries', async () => {
    expect(await verifyAudit(db)).toMatchObject({ entries: 0, fault: null });
    for (const subject of ['a', 'b', 'c']) await append(subject);
    expect(await verifyAudit(db)).toMatchObject({ entries: 3, fault: null });
  });

  it('twenty at once make one chain without a gap', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(`s${index}`)));
    expect(await verifyAudit(db)).toMatchObject({ entries: 20, fault: null });
    expect((await listAudit(db)).map((entry) => entry.seq)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('has no entry of an act that was rolled back', async () => {
    const failing = db.transaction().execute(async (one) => {
      await appendAudit(one, note('a'), new Date());
      throw new Error('the act failed');
    });
    await expect(failing).rejects.toThrow('the act failed');
    expect(await verifyAudit(db)).toMatchObject({ entries: 0, fault: null });
  });

  it.each([
    'UPDATE audit_entries SET actor = $$x$$',
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries CASCADE',
    'DELETE FROM audit_head',
  ])('the database refuses %s', async (statement) => {
    await append('a');
    await expect(sql.raw(statement).execute(db)).rejects.toThrow(/never changed or removed/);
  });

  it.each([
    ['an actor changed', `UPDATE audit_entries SET actor = 'x' WHERE seq = 2`, { kind: 'altered', seq: 2 }],
    [
      'a detail changed',
      `UPDATE audit_entries SET detail = '{"rows": 4, "filter": "status=paid"}' WHERE seq = 2`,
      { kind: 'altered', seq: 2 },
    ],
    [
      'a time changed by a millisecond',
      `UPDATE audit_entries SET at = at + interval '1 ms' WHERE seq = 3`,
      { kind: 'altered', seq: 3 },
    ],
    ['an entry removed', 'DELETE FROM audit_entries WHERE seq = 2', { kind: 'missing', seq: 2 }],
    ['the first removed', 'DELETE FROM audit_entries WHERE seq = 1', { kind: 'missing', seq: 1 }],
    ['the end cut off', 'DELETE FROM audit_entries WHERE seq = 4', { kind: 'head', seq: 4 }],
    ['all removed', 'DELETE FROM audit_entries', { kind: 'head', seq: 4 }],
  ])('%s is found', async (_case, statement, fault) => {
    for (const subject of ['a', 'b', 'c', 'd']) await append(subject);
    await behindTheBack(statement);
    expect((await verifyAudit(db)).fault).toEqual(fault);
  });

  it('till audit verify exits 1 and names the entry', async () => {
    await append('a');
    expect(await till('audit verify', { DATABASE_URL: url })).toMatchObject({ code: 0 });
    await behindTheBack(`UPDATE audit_entries SET actor = 'x'`);
    const { code, stdout } = await till('audit verify', { DATABASE_URL: url });
    expect(code).toBe(1);
    expect(stdout).toContain('entry 1 was altered');
  });
});
