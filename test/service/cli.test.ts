import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../src/service/db/database-admin.ts';
import { openDb } from '../../src/service/db/open-db.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { addressOf, start, till } from '../support/program.ts';
import { event, paidIntent, SECRET, signature, subscription } from '../support/signed.ts';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

const folder = mkdtempSync(path.join(tmpdir(), 'till-vectors-'));
const vectorFile = (name: string, content: unknown) => {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const vector = (id: string, mrr: number, input: object = {}) => ({
  id,
  input: {
    status: 'active',
    currency: 'usd',
    at: 1,
    items: [{ price: { unit_amount: 100, recurring: { interval: 'month' } } }],
    ...input,
  },
  expect: { mrr },
});
const serve = (url: string) =>
  start('service/cli.ts', ['serve'], { DATABASE_URL: url, PORT: '0', STRIPE_WEBHOOK_SECRETS: SECRET });
const deliver = (address: string, body: string) =>
  fetch(`${address}/webhooks/stripe`, { method: 'POST', body, headers: { 'stripe-signature': signature(body) } });

describe('the command line', () => {
  it.each([
    ['', /^usage-wrong: no command \(hint: till --help\)$/],
    ['nonsense', /no command "nonsense"/],
    ['user', /till user is the begin of several commands \(hint: till user --help\)/],
    ['orders --jsn', /--jsn/],
    ['orders extra', /takes no operand/],
    ['mrr vectors', /takes FILE/],
    ['mrr vectors /none.json', /^file-unreadable: \/none\.json: cannot be read \(ENOENT\)/],
    ['orders create --amount 1.5 --currency gbp', /^order-malformed: --amount/],
  ])('till %s: exit 2 and one line', async (words, line) => {
    const { code, stdout, stderr } = await till(words);
    expect([code, stdout, stderr.trim().split('\n')]).toEqual([2, '', [expect.stringMatching(line)]]);
  });

  it('help names every command, and one command its options', async () => {
    const [all, one] = await Promise.all([till('help'), till('orders create --help')]);
    expect(all.stdout).toMatch(/till serve[\s\S]*till mrr vectors FILE[\s\S]*till subscriptions/);
    expect([one.code, one.stdout]).toEqual([0, expect.stringContaining('--amount VALUE')]);
  });

  it('help of a word that begins several commands lists those', async () => {
    const { code, stdout } = await till('privacy --help');
    expect([code, stdout.match(/till privacy \w+/g)]).toEqual([
      0,
      ['till privacy export', 'till privacy erase', 'till privacy inventory'],
    ]);
  });

  it('names all wrong settings at once and does not start', async () => {
    const { code, stderr } = await till('serve', {
      WEBHOOK_TOLERANCE_SECONDS: '0',
      STRIPE_WEBHOOK_SECRETS: 'whsec_hidden\n',
      TILL_NOPE: '1',
    });
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 3]);
    expect(stderr).not.toContain('whsec_hidden');
  });

  it('an unreachable database is one line', async () => {
    const { code, stderr } = await till('orders', { DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/x' });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^database-unreachable: [^\n]*\n$/)]);
    expect(stderr).not.toContain('hidden');
  });

  it('mrr vectors: 0 if all hold, 1 and what was expected if not', async () => {
    const good = await till(`mrr vectors ${vectorFile('good.json', { vectors: [vector('A', 100)] })}`);
    expect(good).toEqual({ code: 0, stdout: 'A 100 100 100\n', stderr: '' });
    const bad = await till(`mrr vectors ${vectorFile('bad.json', { vectors: [vector('A', 100), vector('B', 99)] })}`);
    expect(bad).toEqual({ code: 1, stdout: 'A 100 100 100\nB 100 100 100 expected mrr 99\n', stderr: '' });
  });

  it('mrr vectors: 2 and every malformed vector by its id', async () => {
    const file = vectorFile('malformed.json', {
      vectors: [vector('A', 1, { status: 'new' }), vector('B', 100), vector('C', 1, { items: 5 })],
    });
    const { code, stdout, stderr } = await till(`mrr vectors ${file}`);
    expect([code, stdout, stderr.trim().split('\n')]).toEqual([
      2,
      '',
      [expect.stringContaining('A: input.status'), expect.stringContaining('C: input.items')],
    ]);
    expect((await till(`mrr vectors ${vectorFile('text.json', 'not json')}`)).code).toBe(2);
  });

  it('migrates, creates and lists', async () => {
    const DATABASE_URL = await createDatabase(postgres.url, 'cli');
    expect((await till('migrate', { DATABASE_URL })).stdout).toMatch(/^migrated 0001-events\n/);
    expect((await till('migrate', { DATABASE_URL })).stdout).toBe('up to date\n');
    const made = JSON.parse(
      (await till('orders create --amount 2000 --currency GBP --id ord_1 --json', { DATABASE_URL })).stdout,
    );
    expect(JSON.parse((await till('orders --json', { DATABASE_URL })).stdout)).toEqual([made]);
    expect(await till('orders create --amount 1 --currency gbp --id ord_1', { DATABASE_URL })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('order-exists'),
    });
    expect((await till('events', { DATABASE_URL })).stdout).toBe('none\n');
  });
});

describe('serve', () => {
  it('is killed between storing and effect: the next start completes it once', async () => {
    const url = await postgres.fresh();
    const db = openDb(url, { as: 'owner' });
    await db
      .insertInto('orders')
      .values({ id: 'ord_1', amount_minor: 2000, currency: 'gbp', customer_email: null })
      .execute();
    const paid = JSON.stringify(event('payment_intent.succeeded', paidIntent('ord_1')));
    const status = async () => (await db.selectFrom('stripe_events').select('status').executeTakeFirst())?.status;
    const first = serve(url);
    const address = addressOf(await first.line(/"listening"/));
    // Holding the order makes the handler wait after the event is committed: the moment to die.
    await db.transaction().execute(async (holding) => {
      await holding.selectFrom('orders').selectAll().forUpdate().execute();
      const answer = deliver(address, paid).catch(() => 'cut');
      await expect.poll(status).toBe('stored');
      first.child.kill('SIGKILL');
      // It was answered if the kill came late; the event is committed either way.
      const told = await answer;
      expect(typeof told === 'string' ? 200 : told.status).toBe(200);
    });
    expect(await status()).toBe('stored');
    const second = serve(url);
    const next = addressOf(await second.line(/"listening"/));
    await expect.poll(status).toBe('processed');
    expect((await deliver(next, paid)).status).toBe(200);
    expect(await db.selectFrom('payments').selectAll().execute()).toHaveLength(1);
    second.child.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
    await db.destroy();
  });

  it('finishes what is in flight when it is told to stop', async () => {
    const url = await postgres.fresh();
    const db = openDb(url, { as: 'owner' });
    await db
      .insertInto('orders')
      .values({ id: 'ord_1', amount_minor: 2000, currency: 'gbp', customer_email: null })
      .execute();
    const program = serve(url);
    const address = addressOf(await program.line(/"listening"/));
    const answer = await db.transaction().execute(async (holding) => {
      await holding.selectFrom('orders').selectAll().forUpdate().execute();
      const pending = deliver(address, JSON.stringify(event('payment_intent.succeeded', paidIntent('ord_1'))));
      await expect.poll(async () => (await db.selectFrom('stripe_events').select('id').execute()).length).toBe(1);
      program.child.kill('SIGTERM');
      await program.line(/"stopping"/);
      return { pending };
    });
    expect((await answer.pending).status).toBe(200);
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
    expect((await db.selectFrom('orders').select('status').executeTakeFirst())?.status).toBe('paid');
    await db.destroy();
  });

  it('prints state that the delivered events made', async () => {
    const DATABASE_URL = await postgres.fresh();
    const program = serve(DATABASE_URL);
    const address = addressOf(await program.line(/"listening"/));
    await deliver(address, JSON.stringify(event('customer.subscription.created', subscription())));
    program.child.kill('SIGTERM');
    await program.ended;
    const [mrr, subscriptions, events] = await Promise.all(
      ['mrr --json', 'subscriptions --json', 'events --json'].map((words) => till(words, { DATABASE_URL })),
    );
    expect(JSON.parse(mrr?.stdout ?? '')).toEqual([
      { currency: 'gbp', mrr: 2900, gross: 2900, committed: 2900, counted: 1, unpriced: 0 },
    ]);
    expect(JSON.parse(subscriptions?.stdout ?? '')).toMatchObject([
      { id: 'sub_1', status: 'active', mrr: 2900, note: null },
    ]);
    expect(JSON.parse(events?.stdout ?? '')).toMatchObject([{ status: 'processed', attempts: 1, duplicates: 0 }]);
  });
});
