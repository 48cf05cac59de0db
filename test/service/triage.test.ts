import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDb } from '../../src/service/db/open-db.ts';
import { dismissEvent } from '../../src/service/webhooks/dismiss-event-pg.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { start, till } from '../support/program.ts';
import { event } from '../support/signed.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';

let postgres: TestPostgres;
let url: string;
let app: TillApp;

beforeAll(async () => {
  postgres = await startTestPostgres();
  url = await postgres.fresh();
  app = await openTillApp(url);
});
afterAll(async () => {
  await app.close();
  await postgres.stop();
});

const command = (words: string) => till(words, { DATABASE_URL: url });
const parked = (id: string, order: string) =>
  event('payment_intent.succeeded', { id, amount_received: 700, currency: 'gbp', metadata: { order_id: order } });

describe('what waits for a person, on the command line', () => {
  it.each([
    ['events --status lost', /^usage-wrong: --status lost is none of stored, processed, ignored, parked/],
    ['events retry evt_none', /^event-not-parked: no open event evt_none/],
    ['events dismiss evt_none', /^usage-wrong: --reason[^\n]*\nnot-confirmed: the event will never have an effect/],
    ['events dismiss evt_none --reason gone --yes', /^event-not-parked: no parked event evt_none/],
    ['issues accept iss_none', /^usage-wrong: --reason[^\n]*\nnot-confirmed: the difference stays/],
    ['issues accept iss_none --reason known --yes', /^issue-not-open: no open issue iss_none/],
    ['jobs run nothing', /^job-unknown: no job nothing/],
    ['user unlock nobody@shop.example', /^user-unknown: no user nobody@shop\.example/],
  ])('till %s is refused', async (words, problem) => {
    const { code, stdout, stderr } = await command(words);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(problem)]);
  });

  it('a parked event is tried again, alone or with all, and dismissed once', async () => {
    for (const id of ['pi_1', 'pi_2']) await app.post(parked(id, `ord_${id}`));
    const ids = (await app.db.selectFrom('stripe_events').select('id').orderBy('received_at').execute()).map(
      (row) => row.id,
    );
    expect(await command(`events retry ${ids[0]} --json`)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/parked/),
    });
    await app.db.insertInto('orders').values({ id: 'ord_pi_1', amount_minor: 700, currency: 'gbp' }).execute();
    const all = await command('events retry all --json');
    expect([all.code, JSON.parse(all.stdout)]).toEqual([
      1,
      [
        { id: ids[0], status: 'processed', reason: null },
        { id: ids[1], status: 'parked', reason: expect.any(String) },
      ],
    ]);
    expect((await command(`events dismiss ${ids[0]} --reason gone --yes`)).code).toBe(2);
    expect(await dismissEvent(app.db, ids[0] ?? '', { actor: 'ops', reason: 'gone', at: new Date() })).toBe(false);
    expect(await command(`events dismiss ${ids[1]} --reason gone --yes`)).toMatchObject({
      code: 0,
      stdout: `dismissed ${ids[1]}\n`,
    });
    expect((await command(`events dismiss ${ids[1]} --reason gone --yes`)).code).toBe(2);
    const trail: { action: string; subject: string }[] = JSON.parse((await command('audit --json')).stdout);
    expect(trail.filter(({ action }) => action === 'event.dismiss').map(({ subject }) => subject)).toEqual([
      `event ${ids[1]}`,
    ]);
    expect(await command('events retry all')).toMatchObject({ code: 0, stdout: 'none\n' });
    const rows = await app.db
      .selectFrom('stripe_events')
      .select(['status', 'waits_for'])
      .orderBy('received_at')
      .execute();
    expect(rows.map(({ status, waits_for }) => [status, waits_for])).toEqual([
      ['processed', null],
      ['ignored', null],
    ]);
  });
});

describe('a job that is run now', () => {
  it('waits for a worker that has never been there, tells how it ended, and hastens a next try', async () => {
    const own = await postgres.fresh();
    const db = openDb(own, { as: 'owner' });
    const run = start('service/cli.ts', ['jobs', 'run', 'backup-daily', '--json'], { DATABASE_URL: own });
    const worker = (environment: Record<string, string>) =>
      start('service/cli.ts', ['worker'], { DATABASE_URL: own, ...environment });
    const first = worker({ BACKUP_DIR: '/dev/null' });
    const failed = await run.ended;
    expect([failed.code, JSON.parse(failed.stdout)]).toMatchObject([1, { job: 'backup-daily', result: 'retried' }]);
    first.child.kill('SIGTERM');
    await first.ended;
    await db.updateTable('job_runs').set({ words: 'as before' }).execute();

    const second = worker({});
    await second.line(/jobs are run/);
    const again = await till('jobs run backup-daily --json', { DATABASE_URL: own });
    expect([again.code, JSON.parse(again.stdout)]).toEqual([
      0,
      { job: 'backup-daily', result: 'skipped', words: 'BACKUP_DIR is not set' },
    ]);
    second.child.kill('SIGTERM');
    await second.ended;
    await db.destroy();
  }, 60_000);
});
