import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { addressOf, type Program, start, till } from '../support/program.ts';

const STRIPE = path.join(import.meta.dirname, '../../node_modules/.bin/stripe');
const env = {
  PATH: process.env['PATH'],
  STRIPE_API_KEY: 'sk_test_local_dummy_key_0001',
  STRIPE_DEVICE_NAME: 'test',
  DO_NOT_TRACK: '1',
  XDG_CONFIG_HOME: mkdtempSync(path.join(tmpdir(), 'stripe-cli-')),
  HTTPS_PROXY: 'http://127.0.0.1:9',
};

let postgres: TestPostgres;
let DATABASE_URL: string;
let standIn: Program;
let service: Program;
let listener: ChildProcess;
let apiBase: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  DATABASE_URL = await postgres.fresh();
  standIn = start('standin/cli.ts', ['--stop-with-parent', '--secret', 'whsec_cli']);
  service = start('service/cli.ts', ['serve'], { DATABASE_URL, PORT: '0', STRIPE_WEBHOOK_SECRETS: 'whsec_cli' });
  apiBase = addressOf(await standIn.line(/"listening"/));
  const forward = `${addressOf(await service.line(/"listening"/))}/webhooks/stripe`;
  listener = spawn(
    STRIPE,
    ['listen', '--forward-to', forward, '--all-snapshot', '--no-wss', '--skip-update', '--api-base', apiBase],
    { env },
  );
  await new Promise<void>((resolve) =>
    listener.stderr?.on('data', (data: Buffer) => (data.includes('Ready!') ? resolve() : undefined)),
  );
}, 30_000);

afterAll(async () => {
  listener.kill('SIGTERM');
  service.child.kill('SIGTERM');
  standIn.child.stdin?.end();
  await Promise.all([service.ended, standIn.ended]);
  await postgres.stop();
});

const stripe = async (...words: string[]) =>
  (await promisify(execFile)(STRIPE, [...words, '--api-base', apiBase], { env })).stdout;
const create = (id: string, amount: number, currency: string) =>
  till(`orders create --id ${id} --amount ${amount} --currency ${currency}`, { DATABASE_URL });
const statusOf = async (id: string) => {
  const orders: { id: string; status: string }[] = JSON.parse((await till('orders --json', { DATABASE_URL })).stdout);
  return orders.find((order) => order.id === id)?.status;
};

describe('the official Stripe CLI between stand-in and Till', () => {
  it('a triggered checkout pays the order that its metadata names', async () => {
    await create('ord_checkout', 3000, 'usd');
    await stripe('trigger', 'checkout.session.completed', '--add', 'checkout_session:metadata.order_id=ord_checkout');
    await expect.poll(() => statusOf('ord_checkout'), { timeout: 30_000, interval: 200 }).toBe('paid');
  }, 20_000);

  it('a triggered intent pays its order, with an amount of our choice', async () => {
    await create('ord_intent', 4242, 'usd');
    await stripe(
      'trigger',
      'payment_intent.succeeded',
      '--override',
      'payment_intent:amount=4242',
      '--add',
      'payment_intent:metadata.order_id=ord_intent',
    );
    await expect.poll(() => statusOf('ord_intent'), { timeout: 30_000, interval: 200 }).toBe('paid');
  }, 20_000);

  it('a triggered subscription is worth its price', async () => {
    await stripe('trigger', 'customer.subscription.created');
    const total = async () => (await till('mrr --json', { DATABASE_URL })).stdout;
    await expect.poll(total, { timeout: 30_000, interval: 200 }).toContain('"currency":"usd","mrr":1500');
  }, 20_000);

  it('refunds and events are created, listed and sent again', async () => {
    const intents: { data: { id: string }[] } = JSON.parse(await stripe('payment_intents', 'list', '--limit', '1'));
    const refund: { id: string } = JSON.parse(
      await stripe('refunds', 'create', '--payment-intent', intents.data[0]?.id ?? '', '--amount', '42'),
    );
    expect(JSON.parse(await stripe('refunds', 'list'))).toMatchObject({ data: [{ id: refund.id, amount: 42 }] });
    const events: { data: { id: string; type: string }[] } = JSON.parse(await stripe('events', 'list', '--limit', '1'));
    expect(events.data[0]?.type).toBe('charge.refunded');
    const duplicates = async () => {
      const rows: {
        id: string;
        duplicates: number;
        status: string;
      }[] = JSON.parse((await till('events --json', { DATABASE_URL })).stdout);
      return rows.find((row) => row.id === events.data[0]?.id);
    };
    await expect
      .poll(duplicates, { timeout: 30_000, interval: 200 })
      .toMatchObject({ status: 'ignored', duplicates: 0 });
    await stripe('events', 'resend', events.data[0]?.id ?? '');
    await expect.poll(duplicates, { timeout: 30_000, interval: 200 }).toMatchObject({ duplicates: 1 });
  }, 30_000);
});
