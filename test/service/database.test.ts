import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorText } from '../../src/service/base/error-text.ts';
import { createDatabase, dropDatabase } from '../../src/service/db/database-admin.ts';
import { startEmbeddedPostgres } from '../../src/service/db/embedded-postgres.ts';
import { findFreePort } from '../../src/service/db/free-port.ts';
import { isPassing } from '../../src/service/db/is-passing.ts';
import { migrate, pendingMigrations } from '../../src/service/db/migrate.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { monthlyRevenue } from '../../src/service/mrr/monthly-revenue.ts';
import { subscriptionStateSchema } from '../../src/service/mrr/subscription-state.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { subscription } from '../support/signed.ts';

const migrationFiles = readdirSync(path.join(import.meta.dirname, '../../src/service/db/migrations')).filter((file) =>
  file.endsWith('.sql'),
);

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

describe('the handle', () => {
  it('reads int8 as number and refuses it past 2^53, date as text, time in UTC', async () => {
    const db = openDb(await postgres.fresh(), { as: 'owner' });
    const good =
      await sql<object>`SELECT 9007199254740991::int8 AS n, '2026-02-30'::text AS t, '2026-03-01'::date AS d, current_setting('timezone') AS z`.execute(
        db,
      );
    expect(good.rows).toEqual([{ n: 9_007_199_254_740_991, t: '2026-02-30', d: '2026-03-01', z: 'UTC' }]);
    await expect(sql`SELECT 9007199254740993::int8`.execute(db)).rejects.toThrow('past 2^53');
    await db.destroy();
  });

  it('ends a statement that runs too long', async () => {
    const db = openDb(postgres.url, { as: 'owner', statementTimeoutMs: 50 });
    await expect(sql`SELECT pg_sleep(2)`.execute(db)).rejects.toThrow('statement timeout');
    await db.destroy();
  });

  it('outlives a session that the server ends between two statements of a transaction', async () => {
    const db = openDb(postgres.url, { as: 'owner' });
    const other = openDb(postgres.url, { as: 'owner' });
    const cut = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(trx);
      await sql`SELECT pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(other);
      await setTimeout(50);
      await sql`SELECT 1`.execute(trx);
    });
    const why: unknown = await cut.catch((error: unknown) => error);
    expect([errorText(why), isPassing(why)]).toEqual([expect.stringContaining('not queryable'), true]);
    expect((await sql`SELECT 1 AS one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await Promise.all([db.destroy(), other.destroy()]);
  });
});

describe('trouble passes', () => {
  const failureOf = (url: string, statement: string): Promise<unknown> => {
    const db = openDb(url, { as: 'owner' });
    const failure = sql
      .raw(statement)
      .execute(db)
      .catch((error: unknown) => error);
    return failure.finally(() => db.destroy());
  };

  it('when the session is ended during a statement', async () => {
    const why = await failureOf(postgres.url, 'SELECT pg_terminate_backend(pg_backend_pid())');
    expect([errorText(why), isPassing(why)]).toEqual([expect.stringContaining('terminating connection'), true]);
  });

  it('when nobody answers', async () => {
    const closed = await failureOf('postgres://till@127.0.0.1:1/till', 'SELECT 1');
    const silent = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const cut = await failureOf(`postgres://till@127.0.0.1:${port}/till`, 'SELECT 1');
    silent.close();
    const nowhere = await failureOf('postgres://till@nowhere.invalid/till', 'SELECT 1');
    expect([closed, cut, nowhere].filter((why) => !isPassing(why)).map(errorText)).toEqual([]);
  });

  it('but not when the statement is at fault', async () => {
    const faults = ['SELECT 1/0', 'SELECT FROM nowhere', "SELECT 'x'::int"];
    const whys = await Promise.all(faults.map((statement) => failureOf(postgres.url, statement)));
    expect([...whys, new Error('boom')].map(isPassing)).toEqual([false, false, false, false]);
  });
});

describe('a free port', () => {
  it('is one that no kernel gives to another program by itself', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => findFreePort()));
    expect(ports.filter((port) => port < 20_000 || port >= 32_000)).toEqual([]);
  });

  it('has free neighbours where several are asked for', async () => {
    const [taken, free] = [await findFreePort(4), await findFreePort(4)];
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(taken + 3, '127.0.0.1', resolve);
    });
    const picks = [taken, free];
    const found = await findFreePort(4, () => picks.shift() ?? 0);
    other.close();
    expect([found, picks]).toEqual([free, []]);
  });
});

describe('databases', () => {
  it('are copied from a template and dropped with their connections', async () => {
    const url = await createDatabase(postgres.url, 'copy_1', 'template_till');
    const db = openDb(url, { as: 'owner' });
    expect(await pendingMigrations(db)).toEqual([]);
    await dropDatabase(postgres.url, 'copy_1');
    await expect(sql`SELECT 1`.execute(openDb(url, { as: 'owner' }))).rejects.toThrow('does not exist');
    await db.destroy().catch(() => undefined);
  });

  it('are never named by anything but a plain name', async () => {
    await expect(createDatabase(postgres.url, 'x"; DROP DATABASE postgres; --')).rejects.toThrow(
      'not a plain database name',
    );
  });
});

describe('migrations', () => {
  it('run once, also when two start together', async () => {
    const url = await createDatabase(postgres.url, 'twice');
    const runs = await Promise.all([migrate(url), migrate(url)]);
    expect(runs.map((names) => names.length).toSorted((a, b) => a - b)).toEqual([0, migrationFiles.length]);
  });

  it('remove the stored mrr_pennies, which took a yearly price for a month, and keep the events', async () => {
    const url = await createDatabase(postgres.url, 'mrr_pennies');
    await migrate(url, '0001-events');
    const db = openDb(url, { as: 'owner' });
    const yearly = subscription({
      items: { data: [{ quantity: 2, price: { unit_amount: 120_000, recurring: { interval: 'year' } } }] },
    });
    const body = Buffer.from(JSON.stringify({ data: { object: yearly } }));
    await sql`INSERT INTO stripe_events (id, body, type, created, livemode) VALUES ('evt_1', ${body}, 'x', 1, false)`.execute(
      db,
    );
    expect((await sql<object>`SELECT mrr_pennies FROM stripe_events`.execute(db)).rows).toEqual([
      { mrr_pennies: 120_000 },
    ]);
    await migrate(url);
    const columns = await sql<{
      column_name: string;
    }>`SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'`.execute(db);
    expect(columns.rows.map((row) => row.column_name)).not.toContain('mrr_pennies');
    expect(await db.selectFrom('stripe_events').select('id').execute()).toEqual([{ id: 'evt_1' }]);
    expect(monthlyRevenue(subscriptionStateSchema.parse(yearly), 1)).toMatchObject({ mrr: 20_000 });
    await db.destroy();
  });
});

describe('the embedded server', () => {
  const holder = (how: string) => `
    const { startEmbeddedPostgres } = await import('${path.join(import.meta.dirname, '../../src/service/db/embedded-postgres.ts')}');
    const { Client } = await import('pg');
    const server = await startEmbeddedPostgres();
    const client = new Client(server.url); await client.connect();
    const data = (await client.query('SHOW data_directory')).rows[0].data_directory;
    const pid = (await client.query("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1) AS pid")).rows[0].pid;
    await client.end();
    console.log(JSON.stringify({ data, pid: Number(pid) }));
    ${how}`;

  it.each([
    ['is killed', 'setInterval(() => {}, 1000)', true],
    ['just ends', '', false],
    ['throws', 'throw new Error("boom")', false],
  ])('stops and leaves nothing behind when its starter %s', async (_case, how, kill) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder(how)], {
      cwd: path.join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(data.toString())),
    );
    const { data, pid }: { data: string; pid: number } = JSON.parse(line);
    if (kill) child.kill('SIGKILL');
    await expect.poll(() => existsSync(data)).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('keeps its data in a folder, and a second start joins the first', async () => {
    const dir = mkdtempSync('/tmp/till-kept-');
    chmodSync(dir, 0o755);
    const data = path.join(dir, 'pg');
    const first = await startEmbeddedPostgres({ dir: data });
    await createDatabase(first.url, 'kept');
    const second = await startEmbeddedPostgres({ dir: data });
    expect(second.url).toBe(first.url);
    await second.stop();
    await first.stop();
    const third = await startEmbeddedPostgres({ dir: data });
    await expect(createDatabase(third.url, 'kept')).rejects.toThrow('already exists');
    const db = openDb(third.url, { as: 'owner' });
    expect((await sql<object>`SHOW fsync`.execute(db)).rows).toEqual([{ fsync: 'on' }]);
    await db.destroy();
    await third.stop();
    expect(existsSync(data)).toBe(true);
    rmSync(dir, { recursive: true });
  });

  it('begins anew when the folder is removed, also one that other users cannot reach', async () => {
    const dir = mkdtempSync('/tmp/till-closed-');
    const data = path.join(dir, 'pg');
    const start = () => startEmbeddedPostgres({ dir: data, fsync: false });
    const first = await start();
    await createDatabase(first.url, 'kept');
    await first.stop();
    const second = await start();
    await expect(createDatabase(second.url, 'kept')).rejects.toThrow('already exists');
    await second.stop();
    const place = realpathSync(data);
    rmSync(data, { recursive: true });
    const third = await start();
    await createDatabase(third.url, 'kept');
    await third.stop();
    for (const folder of [place, dir]) rmSync(folder, { recursive: true, force: true });
  });
});

describe('the role of the application', () => {
  it('cannot change or remove events, audit entries or migrations, nor make tables', async () => {
    const db = openDb(await postgres.fresh());
    for (const statement of [
      "UPDATE stripe_events SET body = ''",
      'DELETE FROM stripe_events',
      'DELETE FROM audit_entries',
      "UPDATE audit_entries SET actor = ''",
      'TRUNCATE audit_entries',
      'DELETE FROM orders',
      'UPDATE orders SET amount_minor = 1',
      'DELETE FROM kysely_migration',
      'CREATE TABLE planted (id int)',
      'ALTER TABLE audit_entries DISABLE TRIGGER ALL',
      'DROP TABLE orders',
    ])
      await expect(sql.raw(statement).execute(db), statement).rejects.toThrow(/permission denied|must be owner/);
    await db.destroy();
  });

  it('works for a login that has nothing else', async () => {
    const url = await postgres.fresh();
    const owner = openDb(url, { as: 'owner' });
    await sql.raw("CREATE ROLE till_web LOGIN PASSWORD 'pw' IN ROLE till_app").execute(owner);
    const web = new URL(url);
    web.username = 'till_web';
    web.password = 'pw';
    const db = openDb(web.href);
    await db.insertInto('orders').values({ id: 'ord_w', amount_minor: 1, currency: 'gbp' }).execute();
    await expect(sql`SET ROLE NONE; DELETE FROM orders`.execute(db)).rejects.toThrow('permission denied');
    await db.destroy();
    await owner.destroy();
  });
});
