import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditEntry, entryHash, personalHash } from '../../src/service/audit/audit-entry.ts';
import { appendAudit, listAudit, listNewestAudit, verifyAudit } from '../../src/service/audit/audit-pg.ts';
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

const AT = new Date('2026-01-02T03:04:05.006Z');
describe('an intruder who knows the rule', () => {
  const setHash = (entry: AuditEntry) =>
    behindTheBack(
      `UPDATE audit_entries SET hash = '${entryHash(entry)}', actor = '${entry.actor}' WHERE seq = ${entry.seq}`,
    );

  it('and seals a changed entry anew is found at the next one', async () => {
    for (const subject of ['a', 'b', 'c']) await append(subject);
    const second = (await listAudit(db))[1];
    if (second === undefined) throw new Error('no entry');
    await setHash({ ...second, actor: 'x' });
    expect(await verifyAudit(db)).toMatchObject({ entries: 2, fault: { kind: 'unlinked', seq: 3 } });
  });

  it('and seals the last one anew is found at the head', async () => {
    for (const subject of ['a', 'b']) await append(subject);
    const last = (await listAudit(db))[1];
    if (last === undefined) throw new Error('no entry');
    await setHash({ ...last, actor: 'x' });
    expect(await verifyAudit(db)).toMatchObject({ entries: 2, fault: { kind: 'head', seq: 2 } });
  });

  it.each([
    ['sets the head to another hash', "UPDATE audit_head SET hash = 'x'", { kind: 'head', seq: 2 }],
    ['sets the head forward', 'UPDATE audit_head SET seq = 3', { kind: 'head', seq: 3 }],
    ['removes the head', 'DELETE FROM audit_head', { kind: 'head', seq: 0 }],
  ])('and %s is found', async (_case, statement, fault) => {
    for (const subject of ['a', 'b']) await append(subject);
    await sql
      .raw(`ALTER TABLE audit_head DISABLE TRIGGER ALL; ${statement}; ALTER TABLE audit_head ENABLE TRIGGER ALL`)
      .execute(db);
    expect((await verifyAudit(db)).fault).toEqual(fault);
  });
});

describe('words beside an entry', () => {
  const appendWords = (personal: Record<string, string> | undefined) =>
    db.transaction().execute((one) => appendAudit(one, { ...note('a'), personal }, AT));

  it('stand apart from it; their hash stands in it', async () => {
    const entry = await appendWords({ how: 'asked Jo', who: 'Jo' });
    await appendWords(undefined);
    const rows = await db.selectFrom('audit_personal').selectAll().execute();
    const [row] = rows;
    expect([rows.length, row?.seq, row?.words]).toEqual([1, 1, { how: 'asked Jo', who: 'Jo' }]);
    expect(row?.salt).toMatch(/^[0-9a-f]{32}$/);
    expect(entry.detail).toEqual({
      rows: 3,
      filter: 'status=paid',
      personal: personalHash(row?.salt ?? '', row?.words ?? {}),
    });
    expect(JSON.stringify(await listAudit(db))).not.toContain('Jo');
    expect(await verifyAudit(db)).toMatchObject({ entries: 2, fault: null });
  });

  it.each([
    ['changed', `UPDATE audit_personal SET words = '{"how":"asked Al"}' WHERE seq = 2`, { kind: 'personal', seq: 2 }],
    ['salted anew', `UPDATE audit_personal SET salt = repeat('0', 32) WHERE seq = 2`, { kind: 'personal', seq: 2 }],
    ['removed with their row', 'DELETE FROM audit_personal WHERE seq = 2', { kind: 'personal', seq: 2 }],
    [
      'put beside an entry that has none',
      `INSERT INTO audit_personal (seq, salt, words) VALUES (1, 's', '{"how":"x"}')`,
      { kind: 'personal', seq: 1 },
    ],
    ['erased', 'UPDATE audit_personal SET words = NULL, erased_at = now() WHERE seq = 2', null],
  ])('that are %s: found, or not', async (_case, statement, fault) => {
    await append('a');
    await appendWords({ how: 'asked Jo' });
    await append('c');
    await sql.raw(statement).execute(db);
    const found = await verifyAudit(db);
    expect([found.fault, found.entries]).toEqual([fault, fault === null ? 3 : fault.seq - 1]);
  });
});

describe('a long chain', () => {
  it('is followed page by page to its last entry, words included', async () => {
    await db.transaction().execute(async (one) => {
      for (let n = 1; n <= 1002; n += 1)
        await appendAudit(one, { ...note(`s${n}`), ...(n === 1002 ? { personal: { how: 'x' } } : {}) }, AT);
    });
    expect(await verifyAudit(db)).toMatchObject({ entries: 1002, fault: null });
    const seqs = (entries: readonly AuditEntry[]) => entries.map(({ seq }) => seq);
    expect(seqs(await listAudit(db)).length).toBe(1000);
    expect(seqs(await listAudit(db, 999))).toEqual([1000, 1001, 1002]);
    expect(seqs(await listAudit(db, 5, 2))).toEqual([6, 7]);
    expect(seqs(await listNewestAudit(db, undefined, 2))).toEqual([1002, 1001]);
    expect(seqs(await listNewestAudit(db, 1001, 3))).toEqual([1000, 999, 998]);
    expect(seqs(await listNewestAudit(db, 2, 3))).toEqual([1]);
    await sql`UPDATE audit_personal SET salt = 'x'`.execute(db);
    expect(await verifyAudit(db)).toMatchObject({ entries: 1001, fault: { kind: 'personal', seq: 1002 } });
    await behindTheBack('DELETE FROM audit_personal; DELETE FROM audit_entries WHERE seq = 1001');
    expect(await verifyAudit(db)).toMatchObject({ entries: 1000, fault: { kind: 'missing', seq: 1001 } });
  });
});

describe('till audit', () => {
  it('verify tells how many hold and the last hash, and with --json the same', async () => {
    const empty = await till('audit verify', { DATABASE_URL: url });
    expect([empty.code, empty.stdout]).toEqual([0, '0 entries hold; the last is none\n']);
    await append('a');
    const { hash } = await append('b');
    expect((await till('audit verify', { DATABASE_URL: url })).stdout).toBe(`2 entries hold; the last is ${hash}\n`);
    const json = await till('audit verify --json', { DATABASE_URL: url });
    expect(JSON.parse(json.stdout)).toEqual({ holds: true, entries: 2, head: hash, fault: null });
    await behindTheBack(`UPDATE audit_entries SET actor = 'x' WHERE seq = 2`);
    const broken = await till('audit verify --json', { DATABASE_URL: url });
    expect([broken.code, JSON.parse(broken.stdout)]).toEqual([
      1,
      { holds: false, entries: 1, head: expect.any(String), fault: { kind: 'altered', seq: 2 } },
    ]);
  });
});
