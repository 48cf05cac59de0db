import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src/service/audit/audit-pg.ts';
import { lastGoodBackup, lastGoodDrill } from '../../src/service/backup/backup-run-pg.ts';
import { checkBackup } from '../../src/service/backup/check-backup.ts';
import { decrypt, encrypt, fileKey } from '../../src/service/backup/cipher.ts';
import { compareBackup } from '../../src/service/backup/compare-backup-pg.ts';
import { allHold } from '../../src/service/backup/comparison.ts';
import { copyRows } from '../../src/service/backup/copy-rows.ts';
import { type Manifest, manifestSchema } from '../../src/service/backup/format.ts';
import { withBackupFile } from '../../src/service/backup/open-backup.ts';
import { orderTables } from '../../src/service/backup/order-tables.ts';
import { readRecords, recordBytes } from '../../src/service/backup/records.ts';
import { restoreBackup } from '../../src/service/backup/restore-backup-pg.ts';
import { runScheduledBackup } from '../../src/service/backup/run-scheduled-backup.ts';
import { writeBackup } from '../../src/service/backup/write-backup.ts';
import { type Problem, Refused } from '../../src/service/base/problem.ts';
import { createDatabase, dropDatabase } from '../../src/service/db/database-admin.ts';
import { isJobSchemaReady } from '../../src/service/db/job-schema.ts';
import { migrate, pendingMigrations } from '../../src/service/db/migrate.ts';
import { type Db, openDb } from '../../src/service/db/open-db.ts';
import { withSession } from '../../src/service/db/open-session.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { till } from '../support/program.ts';
import { subscription } from '../support/signed.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'till-backup-'));
const KEY = createHash('sha256').update('a key of the test').digest();
const CLI = path.join(import.meta.dirname, '../../src/service/cli.ts');

let postgres: TestPostgres;
/** A database with one row of everything that is hard to copy. */
let source: string;
/** Its backups. */
const plain = path.join(folder, 'plain.backup');
const secret = path.join(folder, 'secret.backup');

beforeAll(async () => {
  postgres = await startTestPostgres();
  source = await postgres.fresh();
  await withDb(source, fill);
  await backUp(source, plain);
  await backUp(source, secret, KEY);
});
afterAll(() => postgres.stop());

let made = 0;
const empty = () => createDatabase(postgres.url, `target_${(made += 1)}`);
const newFile = () => path.join(folder, `${(made += 1)}.backup`);

async function withDb<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDb(url, { as: 'owner' });
  return work(db).finally(() => db.destroy());
}
const rowsOf = async <T>(url: string, statement: string): Promise<T[]> =>
  withDb(url, async (db) => (await sql.raw<T>(statement).execute(db)).rows);

const keysOf = (key?: Buffer) => (key === undefined ? [] : [key]);
const backUp = (url: string, file: string, key?: Buffer) =>
  writeBackup({ url, file, key, replace: false, till: '1.2.3', clock: () => Date.now() });

/** What the command does: the whole check, then the restore. */
const restoreFile = (file: string, url: string, key?: Buffer) =>
  withBackupFile(file, keysOf(key), async (backup) => {
    const manifest = await checkBackup(backup);
    await restoreBackup({ backup, manifest, url });
    return manifest;
  });
const compareFile = (file: string, url: string, key?: Buffer) =>
  withBackupFile(file, keysOf(key), async (backup) => compareBackup(backup, await checkBackup(backup), url));
const manifestOf = (file: string, key?: Buffer) => withBackupFile(file, keysOf(key), checkBackup);

const problemOf = async (work: Promise<unknown>): Promise<Problem> => {
  const error = await work.then(
    () => new Error('it was not refused'),
    (failure: unknown) => failure,
  );
  if (error instanceof Refused && error.problems[0] !== undefined) return error.problems[0];
  throw error;
};
const holdsNothing = async (url: string) => {
  const [row] = await rowsOf<{ n: number }>(
    url,
    "SELECT count(*) AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace",
  );
  return row?.n === 0;
};

async function fill(db: Db): Promise<void> {
  const odd = 'tab\there, line\nthere, \\N, \\. and \\\\, \r\b\f\v, Ünï ✓ 𝄞 end';
  const body = Buffer.concat([
    Buffer.from([0, 92, 255, 10, 9, 13, 0]),
    Buffer.from(odd),
    Buffer.alloc(300_000, 'x\0\\'),
  ]);
  const noise = createHash('shake256', { outputLength: 200_000 }).update('noise').digest();
  await sql`INSERT INTO stripe_events (id, body, type, created, livemode, account, error, received_at) VALUES
    ('evt_1', ${body}, ${odd}, 9007199254740991, false, NULL, '', '2026-03-29 01:30:00.123456+00'),
    ('evt_2', ${noise}, 'x', -1, true, 'acct_1', NULL, '1969-12-31 23:59:59.999999+00'),
    ('evt_3', '', '\\N', 0, true, 'NULL', 'null', 'infinity')`.execute(db);
  await sql`INSERT INTO orders (id, status, amount_minor, currency, customer_email, created_at, paid_at) VALUES
    ('ord_b', 'paid', 9223372036854775807, 'gbp', ${odd}, '2026-01-01 00:00:00.000001+00', '2026-01-02 00:00:00+00'),
    ('ord_B', 'pending', 1, 'usd', '', now(), NULL), ('ord_a', 'canceled', 5, 'jpy', NULL, now(), NULL)`.execute(db);
  await sql`INSERT INTO payments (payment_key, order_id, amount_minor, currency, paid_at)
    VALUES ('pi_1', 'ord_b', 9223372036854775807, 'gbp', '2026-01-02 00:00:00+00')`.execute(db);
  await sql`INSERT INTO refunds (id, order_id, payment_key, amount_minor, currency, status, refunded_at, event_created, event_rank)
    VALUES ('re_1', 'ord_b', 'pi_1', 3, 'gbp', 'succeeded', now(), 1, 1)`.execute(db);
  for (const id of ['sub_1', 'sub_2'])
    await sql`INSERT INTO subscriptions (id, customer, status, currency, state, event_created, event_rank, event_id)
      VALUES (${id}, 'cus_1', 'active', 'gbp', ${JSON.stringify(subscription({ id, metadata: { note: odd } }))}, 1, 1, 'evt_1')`.execute(
      db,
    );
  await db
    .insertInto('users')
    .values({ id: 'usr_1', email: 'jo@example.com', role: 'ops', password_hash: '$scrypt$', disabled_at: null })
    .execute();
  await sql`INSERT INTO sessions (id_hash, user_id, data, expires_at) VALUES ('h', 'usr_1', '{}', now())`.execute(db);
  for (const words of [odd, 'plain'])
    await db
      .transaction()
      .execute((transaction) =>
        appendAudit(
          transaction,
          { actor: 'cli', action: 'x', subject: odd, detail: { odd }, personal: { words } },
          new Date(),
        ),
      );
  await sql`INSERT INTO backup_runs (kind, at, ok, took_ms, detail) VALUES ('drill', now(), false, 1, 'a'), ('drill', now(), false, 1, 'b')`.execute(
    db,
  );
  await sql`DELETE FROM backup_runs WHERE detail = 'b'`.execute(db);
}

/** Each table's rows as the server itself sums them up, which owes nothing to a backup. */
async function digests(url: string): Promise<Record<string, string>> {
  const tables = await rowsOf<{ name: string }>(
    url,
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await rowsOf<{ digest: string }>(
      url,
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text) COLLATE "C")), '') AS digest FROM ${name} AS t`,
    );
    found[name] = row?.digest ?? '';
  }
  return found;
}

describe('a round trip', () => {
  it.each([
    ['not encrypted', plain, undefined],
    ['encrypted', secret, KEY],
  ])('%s: every table holds the same rows, but sessions are gone', async (_case, file, key) => {
    const url = await empty();
    await restoreFile(file, url, key);
    const before = await digests(source);
    expect(Object.keys(before).length).toBeGreaterThan(15);
    expect(await digests(url)).toEqual({ ...before, sessions: '0 ' });
    expect(before['sessions']).not.toBe('0 ');
  });

  it('keeps bytes, unicode, microseconds, the largest int8, infinity, empty and null', async () => {
    const url = await empty();
    await restoreFile(plain, url);
    for (const statement of [
      'SELECT id, body, type, error, account, received_at::text FROM stripe_events ORDER BY id',
      'SELECT id, amount_minor::text, customer_email, created_at::text FROM orders ORDER BY id',
      'SELECT id, state FROM subscriptions ORDER BY id',
    ])
      expect(await rowsOf(url, statement)).toEqual(await rowsOf(source, statement));
    const [event] = await rowsOf<{ received_at: string }>(
      url,
      "SELECT received_at::text FROM stripe_events WHERE id = 'evt_1'",
    );
    expect(event?.received_at).toBe('2026-03-29 01:30:00.123456+00');
  });

  it('sequences go on where they were, and triggers refuse again', async () => {
    const url = await empty();
    await restoreFile(plain, url);
    const insert =
      "INSERT INTO backup_runs (kind, at, ok, took_ms, detail) VALUES ('drill', now(), true, 1, 'c') RETURNING id";
    expect(await rowsOf(url, insert)).toEqual([{ id: 3 }]);
    await expect(rowsOf(url, "UPDATE audit_entries SET actor = ''")).rejects.toThrow('never changed');
    const triggers =
      'SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2';
    expect(await rowsOf(url, triggers)).toEqual(await rowsOf(source, triggers));
  });

  it('is written with mode 0600, nothing beside it, and shows nothing of an encrypted body', () => {
    expect([statSync(plain).mode & 0o777, statSync(secret).mode & 0o777]).toEqual([0o600, 0o600]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(readFileSync(plain).subarray(0, 20).toString()).toBe('till-backup 1 plain\n');
    expect(() => gunzipSync(readFileSync(secret).subarray(26 + 32))).toThrow('incorrect header');
  });

  it('encrypting twice gives different bytes', async () => {
    const again = newFile();
    await backUp(source, again, KEY);
    const [a, b] = [readFileSync(secret), readFileSync(again)];
    expect(a.subarray(0, 26)).toEqual(b.subarray(0, 26));
    expect(a.subarray(26, 120)).not.toEqual(b.subarray(26, 120));
  });
});

describe('the manifest', () => {
  it('names every table and migration, and what was left out with the reason', async () => {
    const manifest = await manifestOf(plain);
    const tables = Object.keys(await digests(source)).filter((name) => name !== 'sessions');
    expect(manifest.tables.map(({ name }) => name).toSorted()).toEqual(tables);
    expect(manifest).toMatchObject({
      format: 1,
      till: '1.2.3',
      encoding: 'UTF8',
      left_out: { sessions: expect.any(String) },
    });
    expect(manifest.migrations).toEqual(
      (await rowsOf<{ name: string }>(source, 'SELECT name FROM kysely_migration ORDER BY name')).map(
        ({ name }) => name,
      ),
    );
    expect(manifest.tables.find(({ name }) => name === 'orders')).toMatchObject({
      rows: 3,
      columns: expect.arrayContaining([{ name: 'amount_minor', type: 'bigint' }]),
    });
  });

  it('has the same checksums for the same rows, wherever they lie on the disk', async () => {
    const url = await postgres.fresh();
    const ids = ['ord_b', 'ord_B', 'ord_a', 'ord_é', 'ord_Z'];
    const sums = async () => (await backUp(url, newFile())).manifest.tables;
    await rowsOf(
      url,
      `INSERT INTO orders (id, amount_minor, currency, created_at) SELECT id, 1, 'gbp', 'epoch' FROM unnest('{${ids.join()}}'::text[]) AS id`,
    );
    await rowsOf(url, 'CREATE TABLE bag (word text)');
    await rowsOf(url, "INSERT INTO bag VALUES ('b'), ('a'), ('B'), ('a')");
    const before = await sums();
    await rowsOf(url, `DELETE FROM orders; DELETE FROM bag; INSERT INTO bag VALUES ('a'), ('B'), ('a'), ('b')`);
    await rowsOf(
      url,
      `INSERT INTO orders (id, amount_minor, currency, created_at) SELECT id, 1, 'gbp', 'epoch' FROM unnest('{${ids.toReversed().join()}}'::text[]) AS id`,
    );
    expect(await sums()).toEqual(before);
    await rowsOf(url, "UPDATE orders SET amount_minor = 2 WHERE id = 'ord_Z'");
    expect(await sums()).not.toEqual(before);
  });

  it('has the same checksums under another collation, which orders a and B otherwise', async () => {
    const sums: unknown[] = [];
    for (const locale of [
      "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'",
      "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
    ]) {
      const name = `locale_${(made += 1)}`;
      await rowsOf(
        postgres.url,
        `CREATE DATABASE ${name} ${locale} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`,
      );
      const url = Object.assign(new URL(postgres.url), { pathname: name }).href;
      await migrate(url, '0001-events');
      await rowsOf(
        url,
        "CREATE TABLE words (word text PRIMARY KEY); INSERT INTO words VALUES ('b'), ('a'), ('B'), ('é')",
      );
      const order = await rowsOf<{ word: string }>(url, 'SELECT word FROM words ORDER BY word');
      const { tables } = (await backUp(url, newFile())).manifest;
      sums.push([order.map(({ word }) => word).join(''), tables.find((table) => table.name === 'words')?.sha256]);
    }
    expect(sums).toEqual([
      ['abBé', expect.stringMatching(/^[0-9a-f]{64}$/)],
      ['Babé', createHash('sha256').update('B\na\nb\né\n').digest('hex')],
    ]);
    expect(sums.flat()[1]).toBe(sums.flat()[3]);
  });

  it('has a table that is added tomorrow; a program without it names it', async () => {
    const url = await postgres.fresh();
    await rowsOf(
      url,
      'CREATE TABLE tomorrow (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED)',
    );
    const file = newFile();
    const { manifest } = await backUp(url, file);
    expect(manifest.tables.find(({ name }) => name === 'tomorrow')?.columns).toEqual([{ name: 'id', type: 'integer' }]);
    const target = await empty();
    expect(await problemOf(restoreFile(file, target))).toMatchObject({
      code: 'restore-failed',
      title: expect.stringContaining('tomorrow'),
      hint: expect.stringContaining('Till 1.2.3'),
    });
    expect(await holdsNothing(target)).toBe(true);
  });
});

describe('a damaged file is refused before the target is touched', () => {
  const restored = async (bytes: Buffer, target: string, key?: Buffer) => {
    const file = newFile();
    writeFileSync(file, bytes);
    return problemOf(restoreFile(file, target, key));
  };

  it.each([
    ['plain', plain, undefined],
    ['encrypted', secret, KEY],
  ])('cut off anywhere, or longer than it was: %s', async (_case, file, key) => {
    const [whole, target] = [readFileSync(file), await empty()];
    const size = whole.length;
    for (const length of [
      0,
      1,
      12,
      19,
      20,
      26,
      40,
      58,
      59,
      1000,
      size >> 1,
      size - 65_536,
      size - 73,
      size - 72,
      size - 71,
      size - 1,
    ])
      expect(await restored(whole.subarray(0, length), target, key), `${length} of ${size}`).toMatchObject({
        code: 'backup-damaged',
      });
    expect(await restored(Buffer.concat([whole, Buffer.from('\n')]), target, key)).toMatchObject({
      code: 'backup-damaged',
    });
    expect(await holdsNothing(target)).toBe(true);
    await restoreFile(file, target, key);
  });

  it.each([
    ['plain', plain, undefined],
    ['encrypted', secret, KEY],
  ])('200 single bytes altered: %s', async (_case, file, key) => {
    const [whole, target] = [readFileSync(file), await empty()];
    let seed = 42;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let time = 0; time < 200; time += 1) {
      const altered = Buffer.from(whole);
      // The first ones fall into the head and the seal, which chance would hardly hit.
      const at = time < 20 ? time : time < 60 ? whole.length - 1 - (time - 20) : random(whole.length);
      altered[at] = (altered[at] ?? 0) ^ (1 + random(255));
      expect((await restored(altered, target, key)).code, `byte ${at}`).toMatch(/^backup-(?:damaged|newer|key-wrong)$/);
    }
    expect(await holdsNothing(target)).toBe(true);
  });

  it.each(['', 'not a backup', '{"format":1}', 'till-backup 0 plain\n', 'till-backup 1 rot13\n'])(
    '%j is no backup',
    async (text) => {
      expect(await restored(Buffer.from(text), await empty())).toMatchObject({ code: 'backup-damaged' });
    },
  );
});

describe('a file that was rewritten, with a seal that fits', () => {
  const seal = (bytes: Buffer) =>
    Buffer.concat([bytes, Buffer.from(`sha256 ${createHash('sha256').update(bytes).digest('hex')}\n`)]);
  const unsealed = (file: string) => readFileSync(file).subarray(0, -72);
  const HEAD = 'till-backup 1 plain\n';

  /** Takes a backup apart, lets its records be changed, and puts it together again. */
  async function rewritten(
    edit: (record: { letter: 'T' | 'D' | 'M'; content: Buffer }) => Buffer | undefined,
  ): Promise<string> {
    const inside = gunzipSync(unsealed(plain).subarray(HEAD.length));
    const parts: Buffer[] = [];
    const letters = { table: 'T', data: 'D', manifest: 'M' } as const;
    for await (const { kind, content } of readRecords(oneByOne([inside]))) {
      const changed = edit({ letter: letters[kind], content });
      if (changed !== undefined) parts.push(recordBytes(letters[kind], changed));
    }
    const file = newFile();
    writeFileSync(file, seal(Buffer.concat([Buffer.from(HEAD), gzipSync(Buffer.concat(parts))])));
    return file;
  }
  const withManifest = (change: (manifest: Manifest) => object) =>
    rewritten(({ letter, content }) =>
      letter === 'M'
        ? Buffer.from(JSON.stringify(change(manifestSchema.parse(JSON.parse(content.toString())))))
        : content,
    );
  const refusedRestore = async (file: string, key?: Buffer) => {
    const target = await empty();
    const problem = await problemOf(restoreFile(file, target, key));
    expect(await holdsNothing(target)).toBe(true);
    return problem;
  };

  it('rewriting alone changes nothing', async () => {
    const target = await empty();
    await restoreFile(await withManifest((manifest) => manifest), target);
    expect(await digests(target)).toMatchObject({ orders: expect.stringMatching(/^3 /) });
  });

  it('a newer format', async () => {
    const bytes = unsealed(plain);
    bytes.write('2', 12);
    const file = newFile();
    writeFileSync(file, seal(bytes));
    expect(await refusedRestore(file)).toMatchObject({
      code: 'backup-newer',
      title: expect.stringContaining('format 2; this program reads up to 1'),
    });
  });

  it('migrations that this program does not know are named, and those that it lacks', async () => {
    const newer = await withManifest((manifest) => ({
      ...manifest,
      till: '9.0.0',
      migrations: [...manifest.migrations, '9998-x', '9999-y'],
    }));
    expect(await refusedRestore(newer)).toMatchObject({
      code: 'backup-newer',
      title: expect.stringContaining('9998-x, 9999-y'),
      hint: expect.stringContaining('Till 9.0.0'),
    });
    const gap = await withManifest((manifest) => ({
      ...manifest,
      migrations: manifest.migrations.filter((name) => name !== '0005-refunds'),
    }));
    expect(await refusedRestore(gap)).toMatchObject({
      code: 'backup-newer',
      title: expect.stringContaining('lacks the migrations 0005-refunds'),
    });
  });

  it('rows that are not those of the manifest', async () => {
    const file = await rewritten(({ letter, content }) => {
      const at = letter === 'D' ? content.indexOf('ord_B\tpending') : -1;
      if (at !== -1) content.write('X', at + 4);
      return content;
    });
    expect(await refusedRestore(file)).toMatchObject({
      code: 'backup-damaged',
      title: expect.stringMatching(/rows of orders\b/),
    });
    const short = await rewritten(({ letter, content }) =>
      letter === 'D' && content.includes('ord_B') ? undefined : content,
    );
    expect(await refusedRestore(short)).toMatchObject({
      code: 'backup-damaged',
      title: expect.stringMatching(/rows of orders\b/),
    });
  });

  it('no manifest, two, or one that is malformed', async () => {
    for (const file of [
      await rewritten(({ letter, content }) => (letter === 'M' ? undefined : content)),
      await withManifest((manifest) => ({ ...manifest, tables: manifest.tables.slice(1) })),
      await withManifest((manifest) => ({ ...manifest, created_at: 'today' })),
    ])
      expect(await refusedRestore(file)).toMatchObject({ code: 'backup-damaged' });
  });

  it('rows that the database refuses: what was loaded before is rolled back', async () => {
    let sum: { sha256: string; bytes: number } | undefined;
    const file = await rewritten(({ letter, content }) => {
      if (letter === 'D' && content.includes('ord_B\tpending')) {
        const changed = Buffer.from(content.toString('latin1').replace('ord_B\tpending', 'ord_B\tunknown'), 'latin1');
        sum = { sha256: createHash('sha256').update(changed).digest('hex'), bytes: changed.length };
        return changed;
      }
      if (letter !== 'M') return content;
      const manifest = manifestSchema.parse(JSON.parse(content.toString()));
      const tables = manifest.tables.map((table) => (table.name === 'orders' ? { ...table, ...sum } : table));
      return Buffer.from(JSON.stringify({ ...manifest, tables }));
    });
    const target = await empty();
    await expect(restoreFile(file, target)).rejects.toThrow('violates check constraint');
    expect(await holdsNothing(target)).toBe(true);
  });

  it('encrypted: chunks left out, swapped, repeated or moved to the end', async () => {
    const whole = unsealed(secret);
    const [head, chunk] = [whole.subarray(0, 58), 65_552];
    const chunks = Array.from({ length: Math.ceil((whole.length - 58) / chunk) }, (_, index) =>
      whole.subarray(58 + index * chunk, 58 + (index + 1) * chunk),
    );
    expect(chunks.length).toBeGreaterThan(3);
    const [first, second, third] = chunks;
    const orders = [
      chunks.slice(0, -1),
      chunks.slice(1),
      [second, first, ...chunks.slice(2)],
      [first, first, ...chunks.slice(1)],
      [first, third, ...chunks.slice(3)],
      [chunks.at(-1), ...chunks.slice(1, -1), first],
    ];
    for (const order of orders) {
      const file = newFile();
      writeFileSync(file, seal(Buffer.concat([head, ...order.flatMap((one) => one ?? [])])));
      expect((await refusedRestore(file, KEY)).code).toMatch(/^backup-(?:damaged|key-wrong)$/);
    }
  });

  it('encrypted: the salt or the head of another file', async () => {
    const bytes = unsealed(secret);
    bytes.writeUInt8((bytes[30] ?? 0) ^ 1, 30);
    const file = newFile();
    writeFileSync(file, seal(bytes));
    expect(await refusedRestore(file, KEY)).toMatchObject({ code: 'backup-key-wrong' });
  });

  it('without its key, or with another', async () => {
    expect(await refusedRestore(secret)).toMatchObject({
      code: 'backup-key-wrong',
      title: expect.stringContaining('is encrypted'),
    });
    expect(await refusedRestore(secret, Buffer.alloc(32, 8))).toMatchObject({
      code: 'backup-key-wrong',
      title: expect.stringContaining('this key does not open it'),
    });
  });
});

describe('the target', () => {
  it.each([
    ['a table', 'CREATE TABLE theirs (id integer)'],
    ['a partitioned table', 'CREATE TABLE theirs (id integer) PARTITION BY LIST (id)'],
    ['a view', 'CREATE VIEW theirs AS SELECT 1 AS id'],
    ['a materialized view', 'CREATE MATERIALIZED VIEW theirs AS SELECT 1 AS id'],
    ['a sequence', 'CREATE SEQUENCE theirs'],
  ])('must be empty, and stays as it is if it holds %s', async (_what, statement) => {
    const url = await empty();
    await rowsOf(url, statement);
    expect(await problemOf(restoreFile(plain, url))).toMatchObject({
      code: 'target-not-empty',
      title: expect.stringContaining('theirs'),
    });
    const left = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    expect(await rowsOf(url, left)).toEqual([{ relname: 'theirs' }]);
  });

  it('is read back, and stays empty when a table does not hold what was promised', async () => {
    const url = await empty();
    const restored = withBackupFile(plain, [], async (backup) => {
      const { tables, ...rest } = await checkBackup(backup);
      const promised = tables.map((table) => (table.name === 'refunds' ? { ...table, sha256: '0'.repeat(64) } : table));
      await restoreBackup({ backup, manifest: { ...rest, tables: promised }, url });
    });
    expect(await problemOf(restored)).toMatchObject({
      code: 'restore-failed',
      title: 'read back, these tables differ from the backup: refunds',
    });
    expect(await holdsNothing(url)).toBe(true);
  });

  it('takes one of two restores that start together', async () => {
    const url = await empty();
    const both = await Promise.allSettled([restoreFile(plain, url), restoreFile(plain, url)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(allHold(await compareFile(plain, url))).toBe(true);
  });
});

describe('an owner who is no superuser', () => {
  it('backs up, drills and restores; the application can work on what comes of it', async () => {
    await rowsOf(postgres.url, "CREATE ROLE till_owner LOGIN PASSWORD 'pw' CREATEDB CREATEROLE IN ROLE till_app");
    const asOwner = (url: string) => Object.assign(new URL(url), { username: 'till_owner', password: 'pw' }).href;
    const [first, second] = [asOwner(await empty()), asOwner(await empty())];
    for (const url of [first, second])
      await rowsOf(postgres.url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO till_owner`);
    await migrate(first);
    await withDb(first, fill);
    const file = newFile();
    await backUp(first, file);
    expect((await till(`restore ${file} --drill`, { DATABASE_URL: first })).code).toBe(0);
    await restoreFile(file, second);
    expect(allHold(await compareFile(file, second))).toBe(true);
    const db = openDb(second);
    await db.insertInto('orders').values({ id: 'ord_new', amount_minor: 1, currency: 'gbp' }).execute();
    expect(await isJobSchemaReady(db)).toBe(true);
    await db.destroy();
  });
});

describe('an older backup', () => {
  it('is restored at its own migrations, with what a later trigger would change, and migrates from there', async () => {
    const old = await empty();
    await migrate(old, '0003-subscriptions');
    await rowsOf(
      old,
      "INSERT INTO stripe_events (id, body, type, created, livemode) VALUES ('evt_1', '{}', 'x', 1, false)",
    );
    await rowsOf(old, 'UPDATE stripe_events SET mrr_pennies = 7');
    const [file, url] = [newFile(), await empty()];
    await backUp(old, file);
    await restoreFile(file, url);
    expect(await rowsOf(url, 'SELECT id, mrr_pennies FROM stripe_events')).toEqual([{ id: 'evt_1', mrr_pennies: 7 }]);
    const compared = await compareFile(file, url);
    expect(compared).toContainEqual({ kind: 'same', name: 'latest migration', words: '0003-subscriptions' });
    expect(compared).toContainEqual(expect.objectContaining({ kind: 'absent', name: 'audit chain' }));
    expect(allHold(compared)).toBe(true);
    await migrate(url);
    expect(await withDb(url, pendingMigrations)).toEqual([]);
    expect(await rowsOf(url, 'SELECT id FROM stripe_events')).toEqual([{ id: 'evt_1' }]);
  });
});

describe('comparing', () => {
  it.each([
    ['a row too few', 'DELETE FROM refunds', ['table refunds']],
    [
      'one microsecond',
      "UPDATE orders SET created_at = created_at + interval '1 microsecond' WHERE id = 'ord_a'",
      ['table orders'],
    ],
    [
      'revenue',
      "UPDATE subscriptions SET status = 'canceled', state = jsonb_set(state, '{status}', '\"canceled\"') WHERE id = 'sub_2'",
      ['table subscriptions', 'monthly revenue'],
    ],
    [
      'an edited audit entry',
      "ALTER TABLE audit_entries DISABLE TRIGGER ALL; UPDATE audit_entries SET actor = 'x' WHERE seq = 1",
      ['table audit_entries', 'audit chain'],
    ],
    ['a table that is gone', 'DROP TABLE backup_runs', ['table backup_runs']],
    ['a table that is new', 'CREATE TABLE theirs (id integer)', ['table theirs']],
    ['a column that is new', 'ALTER TABLE issues ADD COLUMN x integer', ['table issues']],
    [
      'another migration',
      "DELETE FROM kysely_migration WHERE name = '0014-privacy'",
      ['latest migration', 'table kysely_migration'],
    ],
  ])('finds %s', async (_case, statement, names) => {
    const url = await empty();
    await restoreFile(plain, url);
    expect(allHold(await compareFile(plain, url))).toBe(true);
    await rowsOf(url, statement);
    const differing = (await compareFile(plain, url)).filter(({ kind }) => kind === 'differs');
    expect(differing.map(({ name }) => name)).toEqual(names);
  });

  it('computes revenue from both sides', async () => {
    const compared = await compareFile(plain, source);
    expect(compared).toContainEqual({
      kind: 'same',
      name: 'monthly revenue',
      words: 'gbp mrr 5800 gross 5800 committed 5800 of 2',
    });
    expect(compared).toContainEqual({ kind: 'same', name: 'audit chain', words: '2 entries hold' });
  });
});

describe('while others write', () => {
  it('a backup is of one instant: payments are those of the paid orders', async () => {
    const url = await postgres.fresh();
    const db = openDb(url, { as: 'owner' });
    await sql`INSERT INTO orders (id, amount_minor, currency, customer_email) SELECT 'ord_0' || n, 1, 'gbp', repeat(md5(n::text), 8) FROM generate_series(1, 60000) AS n`.execute(
      db,
    );
    let writes = 0;
    const stop = new AbortController();
    const write = async () => {
      for (; !stop.signal.aborted; writes += 1)
        await sql`WITH paid AS (
          INSERT INTO orders (id, amount_minor, currency, status, paid_at) VALUES (${`ord_1${writes}`}, ${writes + 1}, 'gbp', 'paid', now()) RETURNING id, amount_minor)
          INSERT INTO payments (payment_key, order_id, amount_minor, currency, paid_at) SELECT 'pi_' || id, id, amount_minor, 'gbp', now() FROM paid`.execute(
          db,
        );
    };
    const writer = write();
    await expect.poll(() => writes).toBeGreaterThan(20);
    const [before, file] = [writes, newFile()];
    await backUp(url, file);
    const after = writes;
    stop.abort();
    await writer;
    await db.destroy();
    const target = await empty();
    await restoreFile(file, target);
    const [row] = await rowsOf<{ orders: number; ordered: string; payments: number; paid: string }>(
      target,
      `SELECT count(*) AS orders, sum(o.amount_minor)::text AS ordered,
      (SELECT count(*) FROM payments) AS payments, (SELECT sum(amount_minor)::text FROM payments) AS paid FROM orders AS o WHERE status = 'paid'`,
    );
    expect([row?.payments, row?.paid]).toEqual([row?.orders, row?.ordered]);
    expect(row?.orders).toBeGreaterThanOrEqual(before);
    expect(row?.orders).toBeLessThan(after);
  });
});

describe('much data', () => {
  const LIMIT_MB = 256;
  /** Runs the program in a process of its own; answers its exit code and the most memory that it held. */
  const measured = async (words: readonly string[], environment: Record<string, string>) => {
    const script = `const { main } = await import(${JSON.stringify(CLI)});
      const code = await main(${JSON.stringify(words)});
      process.stderr.write(JSON.stringify({ code, mb: Math.round(process.resourceUsage().maxRSS / 1024) }) + '\\n');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const text of child.stderr.setEncoding('utf8')) said += text;
    const told: { code: number; mb: number } = JSON.parse(said.trim().split('\n').at(-1) ?? '');
    return told;
  };

  it(
    `200,000 events of 1 KB, encrypted: backup and restore stay below ${LIMIT_MB} MB (measured)`,
    { timeout: 180_000 },
    async () => {
      const [url, target, file] = [await postgres.fresh(), await empty(), newFile()];
      await rowsOf(
        url,
        `SET statement_timeout = 0; INSERT INTO stripe_events (id, body, type, created, livemode)
      SELECT 'evt_' || n, decode(repeat(md5(n::text), 64), 'hex'), 'x', n, false FROM generate_series(1, 200000) AS n`,
      );
      const environment = { DATABASE_URL: url, BACKUP_KEY: KEY.toString('base64') };
      const backup = await measured(['backup', file], environment);
      const restore = await measured(['restore', file, '--into', target, '--validate'], environment);
      expect([backup.code, restore.code]).toEqual([0, 0]);
      expect(backup.mb).toBeLessThan(LIMIT_MB);
      expect(restore.mb).toBeLessThan(LIMIT_MB);
      const { tables } = await manifestOf(file, KEY);
      expect(tables.find(({ name }) => name === 'stripe_events')?.bytes).toBeGreaterThan(400_000_000);
    },
  );
});

describe('beside pg_dump', () => {
  const pgDump = findPgDump(18);
  const run = (name: string, words: readonly string[]) =>
    execFileSync(path.join(pgDump ?? '', name), words, { encoding: 'utf8', maxBuffer: 1e9 });

  it.skipIf(pgDump === undefined)(
    'its restored copy is what our backup says, and our restored copy is what it dumps (skipped without a pg_dump of 18 or newer)',
    async () => {
      const [theirs, ours, dump] = [await empty(), await empty(), path.join(folder, 'pg.dump')];
      run('pg_dump', ['-Fc', '-f', dump, source]);
      run('pg_restore', ['--exit-on-error', '-d', theirs, dump]);
      const compared = await compareFile(plain, theirs);
      expect(compared.filter(({ kind }) => kind !== 'same')).toEqual([]);
      await restoreFile(plain, ours);
      // Each dump locks its psql to a word of its own; rows stand as they lie on the disk.
      const lines = (url: string, words: string[]) =>
        run('pg_dump', [...words, '--exclude-schema=pgboss', url])
          .split('\n')
          .filter((line) => !/^\\(?:un)?restrict /.test(line));
      expect(lines(ours, ['--schema-only'])).toEqual(lines(source, ['--schema-only']));
      const data = ['--data-only', '--exclude-table-data=sessions'];
      expect(lines(ours, data).toSorted()).toEqual(lines(source, data).toSorted());
    },
  );
});

/** The folder of a pg_dump that may read a server of this major version. */
function findPgDump(major: number): string | undefined {
  const root = '/usr/lib/postgresql';
  const installed = existsSync(root) ? readdirSync(root).map((version) => path.join(root, version, 'bin')) : [];
  return [...(process.env['PATH'] ?? '').split(':'), ...installed].find((bin) => {
    if (!existsSync(path.join(bin, 'pg_dump')) || !existsSync(path.join(bin, 'pg_restore'))) return false;
    const version = execFileSync(path.join(bin, 'pg_dump'), ['--version'], { encoding: 'utf8' });
    return Number(/(\d+)\./.exec(version)?.[1]) >= major;
  });
}

describe('daily backups', () => {
  const config = (fields: object = {}) => ({
    BACKUP_DIR: path.join(folder, 'daily'),
    BACKUP_KEEP: 2,
    BACKUP_KEY: undefined,
    ...fields,
  });
  const day = (n: number) => () => Date.UTC(2026, 10, n, 3, 4, 5);

  it('are kept up to a number, recorded by the application, and spare what is not theirs', async () => {
    const url = await postgres.fresh();
    const db = openDb(url);
    const run = (n: number, fields: object = {}) =>
      runScheduledBackup({ db, url, config: config(fields), clock: day(n), till: '1.2.3' });
    await run(1);
    for (const name of ['till-20261101T000000Z.backup.part', 'mine.backup', 'till-1.backup'])
      writeFileSync(path.join(config().BACKUP_DIR, name), '');
    await run(2, { BACKUP_KEY: KEY.toString('hex') });
    const { file } = await run(3);
    expect(readdirSync(config().BACKUP_DIR).toSorted()).toEqual([
      'mine.backup',
      'till-1.backup',
      'till-20261102T030405Z.backup',
      'till-20261103T030405Z.backup',
    ]);
    await manifestOf(path.join(config().BACKUP_DIR, 'till-20261102T030405Z.backup'), KEY);
    expect(await lastGoodBackup(db)).toMatchObject({
      kind: 'backup',
      at: new Date(day(3)()),
      ok: true,
      bytes: statSync(file).size,
      detail: expect.stringContaining('not encrypted'),
    });
    expect(statSync(config().BACKUP_DIR).mode & 0o777).toBe(0o700);
    await db.destroy();
  });

  it('that fail are recorded, refused, and remove nothing', async () => {
    const url = await postgres.fresh();
    const db = openDb(url);
    const before = readdirSync(config().BACKUP_DIR);
    writeFileSync(path.join(folder, 'file'), '');
    const parts = { db, url, clock: day(4), till: '1.2.3' };
    expect(
      await problemOf(
        runScheduledBackup({ ...parts, config: config({ BACKUP_DIR: path.join(folder, 'file/below') }) }),
      ),
    ).toMatchObject({ code: 'backup-failed' });
    await expect(
      runScheduledBackup({ ...parts, url: postgres.url.replace(/postgres$/, 'nowhere'), config: config() }),
    ).rejects.toThrow('does not exist');
    expect(await problemOf(runScheduledBackup({ ...parts, config: config({ BACKUP_DIR: undefined }) }))).toMatchObject({
      code: 'config-missing',
    });
    expect(await lastGoodBackup(db)).toBeUndefined();
    expect(await db.selectFrom('backup_runs').select(['ok', 'bytes', 'at']).execute()).toEqual(
      [1, 2].map(() => ({ ok: false, bytes: null, at: new Date(day(4)()) })),
    );
    expect(readdirSync(config().BACKUP_DIR)).toEqual(before);
    await db.destroy();
  });
});

describe('the command line', () => {
  it('backs up, refuses to replace unless told, records, restores, compares', async () => {
    const [url, target, file] = [await postgres.fresh(), await empty(), newFile()];
    const environment = { DATABASE_URL: url };
    const first = await till(`backup ${file} --record`, environment);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^orders +0 rows {2}sha256 [0-9a-f]{64}$/m);
    expect(await till(`backup ${file}`, environment)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('backup-exists: '),
    });
    expect((await till(`backup ${file} --yes --json`, environment)).stdout).toContain('"encrypted":false');
    const restored = await till(`restore ${file} --into ${target} --json`, environment);
    expect(JSON.parse(restored.stdout)).toMatchObject({
      pending_migrations: [],
      tables: expect.arrayContaining([{ name: 'audit_head', rows: 1 }]),
    });
    const same = await till(`restore --validate ${file} --against ${target}`, environment);
    expect([same.code, same.stdout.split('\n').at(-2)]).toEqual([0, 'the database is what the backup says']);
    await rowsOf(target, "INSERT INTO orders (id, amount_minor, currency) VALUES ('ord_x', 1, 'gbp')");
    const other = await till(`restore --validate ${file} --against ${target}`, environment);
    expect([other.code, other.stdout.split('\n').at(-2)]).toEqual([1, 'differs: table orders']);
    expect(other.stdout).toMatch(/^✗ table orders +backup 0 rows [0-9a-f]{16}, database 1 rows [0-9a-f]{16}$/m);
    expect(await till(`restore ${file} --into ${target}`, environment)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('target-not-empty: '),
    });
  });

  it('a drill restores beside the database, tells RTO and RPO, records, and leaves no database behind', async () => {
    const [url, file] = [await postgres.fresh(), newFile()];
    await backUp(url, file);
    const drill = await till(`restore --drill ${file}`, { DATABASE_URL: url });
    expect([drill.code, drill.stderr]).toEqual([0, '']);
    expect(drill.stdout).toMatch(/^RTO \d+\.\d s: .*\nRPO \d+\.\d s: /m);
    await withDb(url, async (db) =>
      expect(await lastGoodDrill(db)).toMatchObject({
        ok: true,
        bytes: statSync(file).size,
        detail: expect.stringContaining('all checks hold'),
      }),
    );
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    expect(await till(`restore --drill ${file}`, { DATABASE_URL: url })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('backup-damaged: '),
    });
    for (const mistyped of [`${file}x`, path.dirname(file)])
      expect(await till(`restore --drill ${mistyped}`, { DATABASE_URL: url })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('file-unreadable: '),
      });
    expect(await rowsOf(url, "SELECT ok FROM backup_runs WHERE kind = 'drill' ORDER BY id")).toEqual([
      { ok: true },
      { ok: false },
    ]);
    expect(await rowsOf(url, "SELECT datname FROM pg_database WHERE datname LIKE 'till_drill_%'")).toEqual([]);
  });

  it('a drill drops what a killed one has left, and waits for nobody', async () => {
    const [url, file] = [await postgres.fresh(), newFile()];
    await backUp(url, file);
    const [row] = await rowsOf<{ oid: string }>(
      url,
      'SELECT oid::text FROM pg_database WHERE datname = current_database()',
    );
    await createDatabase(postgres.url, `till_drill_${row?.oid}_left`);
    await createDatabase(postgres.url, 'till_drill_0_others');
    await withSession(url, async ({ db }) => {
      await sql`SELECT pg_advisory_lock(hashtext('till drill'))`.execute(db);
      expect(await till(`restore --drill ${file}`, { DATABASE_URL: url })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('drill-running: '),
      });
    });
    expect((await till(`restore --drill ${file}`, { DATABASE_URL: url })).code).toBe(0);
    expect(await rowsOf(url, "SELECT datname FROM pg_database WHERE datname LIKE 'till_drill_%'")).toEqual([
      { datname: 'till_drill_0_others' },
    ]);
    await dropDatabase(postgres.url, 'till_drill_0_others');
  });

  it('a backup without the key that is set needs a yes', async () => {
    const [target, environment] = [await empty(), { DATABASE_URL: source, BACKUP_KEY: KEY.toString('base64') }];
    expect(await till(`restore ${plain} --into ${target}`, environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not-confirmed: '),
    });
    expect(await holdsNothing(target)).toBe(true);
    expect((await till(`restore ${plain} --into ${target} --yes`, environment)).code).toBe(0);
  });

  it.each([
    ['restore a', ['one of --into URL']],
    ['restore a --validate', ['--validate needs']],
    ['restore a --against x', ['--against goes with --validate', '--against must look like']],
    ['restore a --into x --drill --against y', ['only one of', '--against goes', '--into must', '--against must']],
    ['restore a --drill --validate', ['--drill validates already']],
    ['restore /none --into postgres://a/b', ['/none: cannot be read']],
    ['restore / --into postgres://a/b', ['/: is no file']],
    ['backup /none/a', ['/none/a: cannot be written']],
  ])('till %s: exit 2 and all that is wrong', async (words, titles) => {
    const { code, stdout, stderr } = await till(words, { DATABASE_URL: source });
    expect([code, stdout, stderr.trim().split('\n')]).toEqual([
      2,
      '',
      titles.map((title) => expect.stringContaining(title)),
    ]);
  });

  it('a database that cannot be reached, is not there, or holds nothing of Till', async () => {
    const words = `restore ${plain} --into postgres://u:hidden@127.0.0.1:1/x`;
    const unreachable = await till(words, { DATABASE_URL: source });
    expect([unreachable.code, unreachable.stderr]).toEqual([
      2,
      expect.stringMatching(/^restore-failed: [^\n]*ECONNREFUSED[^\n]*\n$/),
    ]);
    expect(unreachable.stderr).not.toContain('hidden');
    const file = newFile();
    expect(await till(`backup ${file}`, { DATABASE_URL: await empty() })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds nothing of Till'),
    });
    expect(existsSync(file) || existsSync(`${file}.part`)).toBe(false);
  });

  it('a disk that is full ends the backup, keeps the file that was there, and leaves nothing half-written', async () => {
    const dir = path.join(folder, 'full');
    mkdirSync(dir);
    writeFileSync(path.join(dir, 'a'), 'old');
    const child = spawn(
      'bash',
      [
        '-c',
        `trap '' XFSZ; ulimit -f 64; exec "$0" "$1" backup "$2" --yes`,
        process.execPath,
        CLI,
        path.join(dir, 'a'),
      ],
      {
        env: { PATH: process.env['PATH'], DATABASE_URL: source },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    for await (const text of child.stderr.setEncoding('utf8')) said += text;
    expect(said).toMatch(/^backup-failed: .*EFBIG/);
    expect([readdirSync(dir), readFileSync(path.join(dir, 'a'), 'utf8')]).toEqual([['a'], 'old']);
  });
});

describe('the rules', () => {
  it('tables come after those that they refer to, otherwise by name', () => {
    const references = [
      { from: 'a', to: 'c' },
      { from: 'c', to: 'c' },
      { from: 'b', to: 'a' },
      { from: 'a', to: 'elsewhere' },
    ];
    expect(orderTables(['a', 'b', 'c', 'd'], references)).toEqual(['c', 'a', 'b', 'd']);
    expect(() =>
      orderTables(
        ['a', 'b', 'c'],
        [
          { from: 'a', to: 'b' },
          { from: 'b', to: 'a' },
        ],
      ),
    ).toThrow('circle: a, b');
  });

  it.each([
    ['a\tb\n', [['a', 'b']]],
    ['\\N\t\n', [[null, '']]],
    ['\\\\N\t\\\\.\n', [['\\N', '\\.']]],
    ['\\t\\n\\r\\b\\f\\v\\\\\n', [['\t\n\r\b\f\v\\']]],
    ['é✓𝄞\n\n', [['é✓𝄞'], ['']]],
    ['', []],
  ])('COPY text %j is read back, also byte by byte', async (text, rows) => {
    for (const pieces of [[Buffer.from(text)], [...Buffer.from(text)].map((byte) => Buffer.from([byte]))])
      expect(await Array.fromAsync(copyRows(oneByOne(pieces)))).toEqual(rows);
  });

  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])('%i bytes are encrypted and decrypted', async (length) => {
    const own = fileKey(KEY, Buffer.alloc(32), 'head');
    const bytes = createHash('shake256', { outputLength: Math.max(1, length) })
      .update('x')
      .digest()
      .subarray(0, length);
    const locked = await Array.fromAsync(encrypt(oneByOne([bytes.subarray(0, 10), bytes.subarray(10)]), own));
    expect(Buffer.concat(locked).length).toBe(length + 16 * Math.max(1, Math.ceil(length / 65_536)));
    expect(Buffer.concat(await Array.fromAsync(decrypt(oneByOne(locked), own)))).toEqual(Buffer.from(bytes));
    await expect(Array.fromAsync(decrypt(oneByOne(locked), fileKey(KEY, Buffer.alloc(32), 'other')))).rejects.toThrow(
      'chunk 0',
    );
    await expect(Array.fromAsync(decrypt(oneByOne([Buffer.concat(locked).subarray(0, -1)]), own))).rejects.toThrow(
      'cannot be decrypted',
    );
  });

  it('encrypted chunks stand in their order, and none is missing at the end', async () => {
    const own = fileKey(KEY, Buffer.alloc(32), 'head');
    const locked = await Array.fromAsync(encrypt(oneByOne([Buffer.alloc(200_000)]), own));
    const opened = (chunks: readonly (Buffer | undefined)[]) =>
      Array.fromAsync(decrypt(oneByOne(chunks.flatMap((chunk) => chunk ?? [])), own));
    const [first, second, third, last] = locked;
    expect(locked).toHaveLength(4);
    await expect(opened([second, first, third, last])).rejects.toThrow('chunk 0');
    await expect(opened([first, first, third, last])).rejects.toThrow('chunk 1');
    await expect(opened([first, third, last])).rejects.toThrow('chunk 1');
    await expect(opened([first, second, third])).rejects.toThrow('chunk 2');
    await expect(opened([first, second])).rejects.toThrow('chunk 1');
  });
});

async function* oneByOne(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}
