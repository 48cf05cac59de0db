import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { sql } from 'kysely';
import { PgBoss, TestClock } from 'pg-boss';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { latestSnapshots } from '../../src/service/analytics/snapshot-pg.ts';
import { createJsonLog } from '../../src/service/commands/json-log.ts';
import { createDatabase } from '../../src/service/db/database-admin.ts';
import { isJobSchemaReady, JOB_SCHEMA_VERSION } from '../../src/service/db/job-schema.ts';
import { migrate } from '../../src/service/db/migrate.ts';
import { type Db, openDb } from '../../src/service/db/open-db.ts';
import { done, type Job, type JobParts } from '../../src/service/jobs/job.ts';
import { beginTry, endTry, failedRuns, lastDone, newestTries } from '../../src/service/jobs/job-run-pg.ts';
import { JOBS } from '../../src/service/jobs/job-table.ts';
import { keepJobs } from '../../src/service/jobs/keep-jobs.ts';
import { nextRun } from '../../src/service/jobs/next-run.ts';
import { reconcileDaily, reconcileWindow } from '../../src/service/jobs/reconcile-daily.ts';
import { snapshotDaily } from '../../src/service/jobs/snapshot-daily.ts';
import { type RunningJobs, startJobs } from '../../src/service/jobs/start-jobs.ts';
import { sweepEvents } from '../../src/service/jobs/sweep-events.ts';
import { beatWorker, removeWorker, workerSeenAt } from '../../src/service/jobs/worker-pg.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { createTill, type Till } from '../../src/service/till.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { start as startProgram, till as runTill } from '../support/program.ts';
import { event, paidIntent, SECRET } from '../support/signed.ts';
import { openTillApp, PRODUCTION } from '../support/till-app.ts';

let postgres: TestPostgres;
let url: string;
let db: Db;
let clock: TestClock;
let till: Till;
let logged: string[];
const running = new Set<RunningJobs>();
const config = readConfig({});

beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.fresh();
  db = openDb(url, { as: 'owner' });
  clock = new TestClock('2026-03-10T12:00:10Z');
  till = createTill({ db, config, clock: () => clock.now(), onSettled: () => undefined });
  logged = [];
});
afterEach(async () => {
  for (const one of running) await one.stop();
  running.clear();
  await db.destroy();
});

const log = createJsonLog(
  'info',
  () => clock.now(),
  (line) => void logged.push(line),
);
async function start(jobs: readonly Job[], graceMs = 1000): Promise<RunningJobs> {
  const one = await startJobs({ url, till, config, jobs, log, version: '1.2.3', bossClock: clock, graceMs });
  running.add(one);
  return one;
}
async function stop(one: RunningJobs) {
  running.delete(one);
  return one.stop();
}
/** Lets this much time pass, as the scheduler sees it, and what runs in it come to its end. */
async function pass(minutes: number): Promise<void> {
  for (let half = 0; half < minutes * 2; half += 1) {
    await clock.tick(30_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const job = (run: Job['run'] = async () => done('done'), cron = '* * * * *'): Job => ({
  name: 'test-job',
  cron,
  doc: 'for a test',
  run,
});
const runs = () => db.selectFrom('job_runs').selectAll().orderBy('started_at').orderBy('try').execute();

describe('workers', () => {
  it('of two on one database one runs each occurrence, and each occurrence is run', async () => {
    const ran: string[] = [];
    const counting = job(async () => (ran.push(new Date(clock.now()).toISOString().slice(11, 16)), done('counted')));
    const both = [await start([counting]), await start([counting])];
    await pass(10);
    expect(ran.length).toBeGreaterThanOrEqual(9);
    expect(new Set(ran).size).toBe(ran.length);
    const kept = await runs();
    expect(kept).toHaveLength(ran.length);
    expect(kept.every(({ worker }) => both.map((one) => one.worker).includes(worker))).toBe(true);
    expect(kept[0]).toMatchObject({ job: 'test-job', try: 1, result: 'done', words: 'counted' });
  });

  it('keep the tries of each job, and of each run, apart', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 10, 12, minute));
    const end = (minute: number) => ({ ended_at: at(minute), result: 'done' as const, words: 'fine' });
    const one = (name: string, run_id: string) => ({ job: name, run_id, try: 1 });
    const [a, b] = [one('job-a', 'a-1'), one('job-b', 'b-1')];
    await beginTry(db, { ...a, worker: 'wrk_1', started_at: at(0) });
    await beginTry(db, { ...b, worker: 'wrk_1', started_at: at(1) });
    expect((await runs()).map((row) => row.result)).toEqual([null, null]);
    await endTry(db, a, end(2));
    expect((await runs()).map((row) => row.result)).toEqual(['done', null]);
    expect([await lastDone(db, 'job-a'), await lastDone(db, 'job-b')]).toEqual([at(0), undefined]);
    await endTry(db, one('job-b', 'b-0'), end(3));
    expect((await runs()).map((row) => row.result)).toEqual(['done', null]);
    await endTry(db, b, end(4));
    expect([await lastDone(db, 'job-a'), await lastDone(db, 'job-b')]).toEqual([at(0), at(1)]);
    await endTry(db, a, { ...end(5), result: 'failed' });
    expect((await runs()).map((row) => [row.result, row.ended_at])).toEqual([
      ['done', at(2)],
      ['done', at(4)],
    ]);
  });

  it('after three days down what was missed is run once', async () => {
    const ran: string[] = [];
    const daily = job(
      async () => (ran.push(new Date(clock.now()).toISOString().slice(0, 10)), done('ran')),
      '10 0 * * *',
    );
    await stop(await start([daily]));
    let one = await start([daily]);
    await clock.setTime('2026-03-11T00:09:50Z');
    await pass(2);
    expect(ran).toEqual(['2026-03-11']);
    await stop(one);
    await clock.setTime('2026-03-14T09:00:00Z');
    one = await start([daily]);
    await pass(3);
    expect(ran).toEqual(['2026-03-11', '2026-03-14']);
    await pass(3);
    expect(ran).toHaveLength(2);
  });

  it('try again after a failure, then give up, and go on with the next occurrence', async () => {
    let tries = 0;
    const failing = job(async () => {
      tries += 1;
      throw new Error('no luck with ann@example.com');
    }, '0 13 * * *');
    await clock.setTime('2026-03-10T12:59:50Z');
    await start([failing]);
    await pass(15);
    expect(tries).toBe(5);
    const kept = await runs();
    expect(kept.map((one) => [one.try, one.result])).toEqual([
      [1, 'retried'],
      [2, 'retried'],
      [3, 'retried'],
      [4, 'retried'],
      [5, 'failed'],
    ]);
    expect(await failedRuns(db)).toMatchObject([{ job: 'test-job', words: 'no luck with [email]' }]);
    expect(logged.join('')).not.toContain('ann@example.com');
    expect(await lastDone(db, 'test-job')).toBeUndefined();
    expect(await newestTries(db)).toMatchObject([{ try: 5, result: 'failed' }]);
  });

  it('let a job under way finish when they stop', async () => {
    let finish = () => undefined as void;
    const slow = job(() => new Promise((resolve) => void (finish = () => resolve(done('after all')))));
    const one = await start([slow], 5000);
    await pass(2);
    const stopped = stop(one);
    setTimeout(() => finish(), 300);
    expect(await stopped).toBe('finished');
    expect(await runs()).toMatchObject([{ result: 'done', words: 'after all' }]);
  });

  it('hand back what does not finish, tell it to end, and another takes it', async () => {
    const signals: AbortSignal[] = [];
    const endless = job(({ signal }: JobParts) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve(done('by another'));
    });
    const first = await start([endless], 1000);
    await pass(2);
    const second = await start([endless]);
    expect(signals).toHaveLength(1);
    expect(await stop(first)).toBe('handed back');
    expect(signals[0]?.aborted).toBe(true);
    await pass(1);
    const kept = await runs();
    expect(kept.slice(0, 2)).toMatchObject([
      { try: 1, worker: first.worker, result: 'retried', words: 'its worker stopped' },
      { try: 2, worker: second.worker, result: 'done', words: 'by another' },
    ]);
    expect(kept[0]?.run_id).toBe(kept[1]?.run_id);
  });

  it('that fell silent lose their job to another', async () => {
    await start([job()]);
    const silent = new PgBoss({ connectionString: url, clock, migrate: false, supervise: false, schedule: false });
    await silent.start();
    await silent.send('test-job');
    expect(await silent.fetch('test-job')).toHaveLength(1);
    await pass(0.5);
    expect(await runs()).toEqual([]);
    await pass(3);
    expect((await runs())[0]).toMatchObject({ try: 2, result: 'done' });
    await silent.stop({ graceful: false });
  });
});

describe('the snapshots', () => {
  const pay = async (order: string, day: string) => {
    const created = Date.parse(`${day}T12:00:00Z`) / 1000;
    const app = await openTillApp(url);
    await app.till.createOrder({ id: order, amount_minor: 2000, currency: 'gbp' });
    const told = event('payment_intent.succeeded', paidIntent(order, { id: `pi_${order}` }), { created });
    await app.post(told);
    await app.till.process(told.id);
    await app.close();
  };

  it('are made each day at ten past midnight, and after three days down all missing days are filled', async () => {
    await pay('ord_a', '2026-03-09');
    const one = await start([snapshotDaily]);
    await clock.setTime('2026-03-11T00:09:50Z');
    await pass(2);
    expect((await latestSnapshots(db, {})).map(({ day }) => day)).toEqual(['2026-03-09', '2026-03-10']);
    await stop(one);
    await pay('ord_late', '2026-03-10');
    await clock.setTime('2026-03-14T09:00:00Z');
    await start([snapshotDaily]);
    await start([snapshotDaily]);
    await pass(3);
    const snapshots = await latestSnapshots(db, {});
    expect(snapshots.map(({ day, version, gross_revenue }) => [day, version, gross_revenue])).toEqual([
      ['2026-03-09', 1, 2000],
      ['2026-03-10', 2, 2000],
      ['2026-03-11', 1, 0],
      ['2026-03-12', 1, 0],
      ['2026-03-13', 1, 0],
    ]);
    expect(snapshots[1]?.reason).toBe('gross_revenue: 0 → 2000 (late event)');
    expect((await runs()).map(({ result }) => result)).toEqual(['done', 'done']);
  });
});

describe('the other jobs', () => {
  const parts = (lastRun?: Date): JobParts => ({
    till,
    config,
    url,
    version: '1',
    signal: new AbortController().signal,
    lastDone: lastRun,
  });

  it('reconcile is skipped without a key', async () => {
    expect(await reconcileDaily.run(parts())).toEqual({ kind: 'skipped', words: 'STRIPE_API_KEY is not set' });
  });

  it('a skipped run is kept as such and is no run that was done', async () => {
    await clock.setTime('2026-03-11T01:19:50Z');
    await start([reconcileDaily]);
    await pass(2);
    expect(await runs()).toMatchObject([{ result: 'skipped', words: 'STRIPE_API_KEY is not set' }]);
    expect(await lastDone(db, 'reconcile')).toBeUndefined();
  });

  it.each([
    ['the first run', undefined, '2026-03-08', '2026-03-10'],
    ['each day', '2026-03-09T01:20:00Z', '2026-03-08', '2026-03-10'],
    ['a second run on a day', '2026-03-10T01:20:00Z', '2026-03-08', '2026-03-10'],
    ['after days without', '2026-03-05T01:20:00Z', '2026-03-04', '2026-03-10'],
    ['after months without', '2025-12-05T01:20:00Z', '2026-02-07', '2026-03-10'],
  ])('reconcile compares, on %s, all that is not compared yet and a day more', (_case, last, from, to) => {
    const window = reconcileWindow(new Date('2026-03-10T01:20:00Z'), last === undefined ? undefined : new Date(last));
    expect(window).toEqual({ from: new Date(from), to: new Date(to) });
  });

  it('sweep-events settles what was stored and never processed', async () => {
    await till.createOrder({ id: 'ord_a', amount_minor: 2000, currency: 'gbp' });
    const told = event('payment_intent.succeeded', paidIntent('ord_a'));
    await sql`INSERT INTO stripe_events (id, body, type, created, livemode, received_at) VALUES
      (${told.id}, ${Buffer.from(JSON.stringify(told))}, 'payment_intent.succeeded', 1800000000, false, now() - interval '1 min')`.execute(
      db,
    );
    await start([sweepEvents]);
    await pass(2);
    expect(await db.selectFrom('orders').select('status').execute()).toEqual([{ status: 'paid' }]);
  });
});

describe('the table of jobs', () => {
  it('has permanent names, once each, and schedules that come due', () => {
    expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length);
    for (const { name, cron, doc } of JOBS) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(doc).not.toBe('');
      expect(nextRun(cron, new Date('2026-03-10T12:00:00Z')).getTime()).toBeLessThanOrEqual(
        Date.parse('2026-03-11T12:00:00Z'),
      );
    }
    expect(nextRun('10 0 * * *', new Date('2026-03-10T00:10:00Z'))).toEqual(new Date('2026-03-11T00:10:00Z'));
  });

  it('is what `till jobs` prints, with the last run and the next', async () => {
    await clock.setTime('2026-03-11T01:19:50Z');
    const one = await start(JOBS);
    await pass(2);
    await stop(one);
    const { code, stdout } = await runTill('jobs --json', { DATABASE_URL: url });
    expect(code).toBe(0);
    const rows: { name: string }[] = JSON.parse(stdout);
    expect(rows.map(({ name }) => name)).toEqual(JOBS.map(({ name }) => name));
    expect(rows.find(({ name }) => name === 'reconcile')).toMatchObject({
      cron: '20 1 * * *',
      last_result: 'skipped',
      last_run: expect.stringMatching(/^2026-03-11T01:2/),
      failed: 0,
      next_run: expect.stringMatching(/T01:20:00.000Z$/),
    });
    expect((await runTill('jobs --failed', { DATABASE_URL: url })).stdout).toBe('none\n');
  });
});

describe('starting', () => {
  it('is tried again until it works, and ends when it is told to', async () => {
    let tries = 0;
    const running: RunningJobs = { worker: 'wrk_1', stop: async () => 'handed back' };
    const begin = async () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return running;
    };
    const kept = keepJobs({ start: begin, log, afterMs: 0, againMs: 10 });
    await expect.poll(() => tries).toBe(3);
    expect(logged.filter((line) => line.includes('jobs cannot start yet'))).toHaveLength(2);
    expect(await kept.stop()).toBe('handed back');
    const never = keepJobs({ start: begin, log, afterMs: 60_000, againMs: 10 });
    expect(await never.stop()).toBe('finished');
    expect(tries).toBe(3);
  });

  it('needs the schema, which migrations bring, once, for the application to use', async () => {
    const bare = await createDatabase(postgres.url, 'bare_jobs');
    await migrate(bare, '0012-jobs');
    const app = openDb(bare);
    expect(await isJobSchemaReady(app)).toBe(false);
    await expect(startJobs({ url: bare, till, config, jobs: [], log, version: '1' })).rejects.toThrow(
      'pg-boss is not installed',
    );
    await Promise.all([migrate(bare), migrate(bare)]);
    expect(await isJobSchemaReady(app)).toBe(true);
    await app.destroy();
  });

  it('knows the version of the schema that the library has', () => {
    const file = path.join(import.meta.dirname, '../../node_modules/pg-boss/package.json');
    const { pgboss }: { pgboss: { schema: number } } = JSON.parse(readFileSync(file, 'utf8'));
    expect(JOB_SCHEMA_VERSION).toBe(pgboss.schema);
  });
});

describe('the processes', () => {
  const environment = () => ({ DATABASE_URL: url, STRIPE_WEBHOOK_SECRETS: SECRET });
  const listed = async () => (await db.selectFrom('workers').selectAll().execute()).length;

  it('a worker is listed while it runs, and takes its row along', async () => {
    const worker = startProgram('service/cli.ts', ['worker'], environment());
    await worker.line(/jobs are run/);
    expect(await db.selectFrom('workers').select('version').execute()).toEqual([
      { version: expect.stringMatching(/^\d+\.\d+/) },
    ]);
    worker.child.kill('SIGTERM');
    const { code, stderr } = await worker.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(await listed()).toBe(0);
  });

  it('a worker that is killed leaves its row', async () => {
    const worker = startProgram('service/cli.ts', ['worker'], environment());
    await worker.line(/jobs are run/);
    worker.child.kill('SIGKILL');
    await once(worker.child, 'close');
    expect(await listed()).toBe(1);
  });

  it('a worker gives a job under way 20 seconds, hands it back, and ends', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const stripe = {
      STRIPE_API_KEY: 'sk_test_local_dummy_key_0001',
      STRIPE_API_BASE: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    };
    const worker = startProgram('service/cli.ts', ['worker'], { ...environment(), ...stripe });
    await worker.line(/jobs are run/);
    const boss = new PgBoss({ connectionString: url, migrate: false, supervise: false, schedule: false });
    await boss.start();
    await boss.send('reconcile');
    await once(silent, 'request');
    const began = Date.now();
    worker.child.kill('SIGTERM');
    const { code, stdout } = await worker.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('"jobs":"handed back"');
    expect(Date.now() - began).toBeGreaterThan(18_000);
    expect(Date.now() - began).toBeLessThan(40_000);
    expect(await boss.findJobs('reconcile')).toMatchObject([{ state: 'retry' }]);
    expect(await listed()).toBe(0);
    await boss.stop({ graceful: false });
    silent.closeAllConnections();
    silent.close();
  });

  it('a server runs jobs in mode development; in mode demo only when it is asked to', async () => {
    const demo = { ...environment(), ...PRODUCTION, TILL_MODE: 'demo', PORT: '0' };
    for (const [words, env, expected] of [
      [['serve'], { ...environment(), PORT: '0' }, true],
      [['serve', '--with-jobs'], demo, true],
      [['serve'], demo, false],
    ] as const) {
      const server = startProgram('service/cli.ts', [...words], env);
      await server.line(expected ? /jobs are run/ : /"listening"/);
      if (!expected) await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(await listed()).toBe(expected ? 1 : 0);
      server.child.kill('SIGTERM');
      const { code, stdout } = await server.ended;
      expect(code).toBe(0);
      expect(stdout.includes('jobs are run')).toBe(expected);
    }
  });
});

describe('/readyz', () => {
  const worker = { id: 'wrk_1', started_at: new Date(), version: '1' };
  const ready = async (mode: string) => {
    const app = await openTillApp(url, { ...PRODUCTION, TILL_MODE: mode });
    const answer = await app.app.inject({ url: '/readyz', headers: { host: 'localhost' } });
    await app.close();
    return { status: answer.statusCode, body: answer.json() };
  };

  it.each([
    ['production', undefined, 503, ['no worker is running'], null],
    ['demo', 90_000, 503, [expect.stringMatching(/^no worker was seen for 9\d seconds$/)], expect.any(Number)],
    ['production', 5000, 200, [], expect.any(Number)],
    ['development', undefined, 200, [], null],
    ['development', 90_000, 200, [], expect.any(Number)],
  ])('in mode %s with a worker seen %s ms ago is %i', async (mode, agoMs, status, reasons, worker_age_seconds) => {
    if (agoMs !== undefined) await beatWorker(db, worker, new Date(Date.now() - agoMs));
    expect(await ready(mode)).toMatchObject({ status, body: { reasons, worker_age_seconds } });
  });

  it('a worker that stops is off the list, and so are those of the day before yesterday', async () => {
    await beatWorker(db, worker, new Date('2026-03-08T00:00:00Z'));
    await beatWorker(db, { ...worker, id: 'wrk_2' }, new Date('2026-03-10T00:00:00Z'));
    await beatWorker(db, { ...worker, id: 'wrk_3' }, new Date('2026-03-10T00:00:05Z'));
    expect(await workerSeenAt(db)).toEqual(new Date('2026-03-10T00:00:05Z'));
    await removeWorker(db, 'wrk_3', new Date('2026-03-10T00:00:10Z'));
    expect(await workerSeenAt(db)).toEqual(new Date('2026-03-10T00:00:00Z'));
    expect(await db.selectFrom('workers').select('id').execute()).toEqual([{ id: 'wrk_2' }]);
  });
});
