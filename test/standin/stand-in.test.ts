import { createServer, type Server } from 'node:http';
import { Stripe } from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeForm } from '../../src/standin/http/form.ts';
import { type StandIn, startStandIn } from '../../src/standin/start-stand-in.ts';
import { v1 } from '../support/signed.ts';

let standIn: StandIn;
let stripe: Stripe;
const client = (port: number, maxNetworkRetries = 0) =>
  new Stripe('sk_test_local_dummy_key_0001', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries,
  });

beforeEach(async () => {
  standIn = await startStandIn();
  stripe = client(standIn.port);
});
afterEach(() => standIn.close());

const pay = (amount: number, metadata: Record<string, string> = {}) =>
  stripe.paymentIntents.create({ amount, currency: 'gbp', payment_method: 'pm_card_visa', confirm: true, metadata });

describe('the official SDK against the stand-in', () => {
  it('pays an intent, takes a fee, and expands it', async () => {
    const intent = await pay(2000);
    const read = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge.balance_transaction'] });
    expect(read).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      latest_charge: { balance_transaction: { amount: 2000, fee: 55, net: 1945 } },
    });
  });

  it('declines a card that says so', async () => {
    const declined = stripe.paymentIntents.create({
      amount: 1,
      currency: 'gbp',
      payment_method: 'pm_card_chargeDeclined',
      confirm: true,
    });
    await expect(declined).rejects.toMatchObject({ type: 'StripeCardError', code: 'card_declined', statusCode: 402 });
  });

  it('refunds in parts and never more than is left', async () => {
    const intent = await pay(1000);
    await stripe.refunds.create({ payment_intent: intent.id, amount: 400 });
    await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 601 })).rejects.toThrow(
      'greater than unrefunded amount on charge (600)',
    );
    expect((await stripe.refunds.create({ payment_intent: intent.id })).amount).toBe(600);
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  it('replays an idempotency key, and refuses it for other parameters', async () => {
    const create = (amount: number) =>
      stripe.paymentIntents.create({ amount, currency: 'gbp' }, { idempotencyKey: 'k1' });
    const [first, again] = [await create(100), await create(100)];
    expect([again.id, again.lastResponse.headers['idempotent-replayed']]).toEqual([first.id, 'true']);
    await expect(create(200)).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  it('lists newest first and pages through cursors', async () => {
    for (let n = 1; n <= 7; n += 1) await stripe.customers.create({ name: `c${n}` });
    const names = [];
    for await (const customer of stripe.customers.list({ limit: 3 })) names.push(customer.name);
    expect(names).toEqual(['c7', 'c6', 'c5', 'c4', 'c3', 'c2', 'c1']);
  });

  it('keeps a subscription through update and cancellation', async () => {
    const { id: product } = await stripe.products.create({ name: 'p' });
    const price = await stripe.prices.create({
      product,
      unit_amount: 1500,
      currency: 'gbp',
      recurring: { interval: 'month' },
    });
    const { id: customer } = await stripe.customers.create({});
    const made = await stripe.subscriptions.create({ customer, items: [{ price: price.id, quantity: 3 }] });
    expect(made).toMatchObject({ status: 'active', items: { data: [{ quantity: 3, price: { unit_amount: 1500 } }] } });
    expect(await stripe.subscriptions.update(made.id, { cancel_at_period_end: true })).toMatchObject({
      cancel_at_period_end: true,
    });
    expect((await stripe.subscriptions.cancel(made.id)).status).toBe('canceled');
    const types = (await stripe.events.list({ limit: 3 })).data.map((event) => event.type);
    expect(types).toEqual([
      'customer.subscription.deleted',
      'customer.subscription.updated',
      'customer.subscription.created',
    ]);
  });

  it('answers what it does not cover, and ids that are not there, as Stripe does', async () => {
    await expect(stripe.invoices.create({})).rejects.toMatchObject({
      statusCode: 404,
      message: expect.stringContaining('does not cover it'),
    });
    await expect(stripe.charges.retrieve('ch_none')).rejects.toMatchObject({ code: 'resource_missing', param: 'id' });
    expect((await fetch(`${standIn.url}/v1/charges`)).status).toBe(401);
  });

  it('gives injected faults until they are taken away', async () => {
    let left = 2;
    standIn.setFault(() => (left-- > 0 ? 'reset' : undefined));
    const patient = client(standIn.port, 3);
    expect((await patient.customers.create({ name: 'late' })).name).toBe('late');
    standIn.setFault((method) => (method === 'POST' ? 500 : undefined));
    await expect(stripe.customers.create({})).rejects.toMatchObject({ statusCode: 500 });
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  it('makes the same ids from the same seed', async () => {
    const [one, two, other] = await Promise.all([
      startStandIn({ seed: 'a' }),
      startStandIn({ seed: 'a' }),
      startStandIn({ seed: 'b' }),
    ]);
    const ids = await Promise.all(
      [one, two, other].map(async ({ port }) => (await client(port).customers.create({})).id),
    );
    expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
    await Promise.all([one, two, other].map((each) => each.close()));
  });
});

describe('deliveries', () => {
  let receiver: Server;
  const received: { body: string; signature: string }[] = [];
  beforeEach(async () => {
    received.length = 0;
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => void (body += data.toString('utf8')));
      request.on('end', () => {
        received.push({ body, signature: String(request.headers['stripe-signature']) });
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void receiver.close());

  it('are signed with the endpoint’s own secret, in order, and can be sent again', async () => {
    const address = receiver.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const endpoint = await stripe.webhookEndpoints.create({ url: `http://127.0.0.1:${port}/`, enabled_events: ['*'] });
    await pay(2000, { order_id: 'ord_1' });
    await standIn.idle();
    expect(received.map(({ body }) => JSON.parse(body).type)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    for (const { body, signature } of received) {
      const at = Number(/t=(\d+)/.exec(signature)?.[1]);
      expect(signature).toBe(`t=${at},v1=${v1(body, endpoint.secret ?? '', at)}`);
    }
    const last = JSON.parse(received[2]?.body ?? '');
    expect(last.data.object.metadata).toEqual({ order_id: 'ord_1' });
    await stripe.rawRequest('POST', `/v1/events/${last.id}/retry`);
    await standIn.idle();
    expect(JSON.parse(received[3]?.body ?? '')).toEqual(last);
    expect(standIn.deliveries.map((delivery) => delivery.status)).toEqual([200, 200, 200, 200]);
  });

  it('go to the endpoints that want the type, again to one alone, and what was missed is listed', async () => {
    const address = receiver.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const create = (url: string, types: string) =>
      stripe.webhookEndpoints.create({ url, enabled_events: types === '*' ? ['*'] : ['payment_intent.succeeded'] });
    const up = await create(`http://127.0.0.1:${port}/up`, 'some');
    const down = await create('http://127.0.0.1:9/down', '*');
    const missed = async (wanted: boolean) =>
      (await stripe.events.list({ delivery_success: wanted })).data.map(({ type }) => type);
    await pay(2000, {});
    await standIn.idle();
    expect(received.map(({ body }) => JSON.parse(body).type)).toEqual(['payment_intent.succeeded']);
    expect([await missed(true), await missed(false)]).toEqual([
      [],
      ['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created'],
    ]);
    const { id } = JSON.parse(received[0]?.body ?? '');
    await stripe.rawRequest('POST', `/v1/events/${id}/retry`, { webhook_endpoint: up.id });
    await stripe.rawRequest('POST', `/v1/events/${id}/retry`, { for_stripecli: true });
    await standIn.idle();
    expect(received).toHaveLength(2);
    expect(standIn.deliveries.filter(({ url }) => url.endsWith('/down'))).toHaveLength(3);
    await stripe.rawRequest('POST', `/v1/events/${id}/retry`, { webhook_endpoint: down.id });
    await standIn.idle();
    expect(standIn.deliveries.filter(({ url }) => url.endsWith('/down'))).toHaveLength(4);
    await expect(stripe.rawRequest('POST', `/v1/events/${id}/retry`, { webhook_endpoint: 'we_none' })).rejects.toThrow(
      /No such/,
    );
  });
});

describe('forms', () => {
  it.each([
    ['a=1', { a: '1' }],
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a[1][b]=2&a[0][b]=1', { a: [{ b: '1' }, { b: '2' }] }],
    ['a[][b]=1&a[][c]=2&a[][b]=3', { a: [{ b: '1', c: '2' }, { b: '3' }] }],
    ['a=', { a: '' }],
  ])('%s', (form, decoded) => {
    expect(decodeForm(new URLSearchParams(form))).toEqual(decoded);
  });

  it('cannot reach the prototype', () => {
    decodeForm(
      new URLSearchParams('__proto__[polluted]=1&a[__proto__][polluted]=1&constructor[prototype][polluted]=1'),
    );
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
