import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/service/audit/audit-pg.ts';
import { listOrderRefunds } from '../../src/service/refunds/list-order-refunds-pg.ts';
import type { GatewayAnswer, GatewayRefund } from '../../src/service/refunds/refund-gateway.ts';
import { refundedStatus } from '../../src/service/refunds/refund.ts';
import { judgeRequest } from '../../src/service/refunds/refund-request.ts';
import { requestRefund, retryOpenRequests } from '../../src/service/refunds/request-refund-pg.ts';
import { stripeRefunds } from '../../src/service/stripe/refund-stripe.ts';
import { stripeClient } from '../../src/service/stripe/stripe-client.ts';
import { readConfig } from '../../src/service/read-config.ts';
import { startStandIn } from '../../src/standin/start-stand-in.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { event, paidIntent } from '../support/signed.ts';
import { lockWaiters } from '../support/lock-waiters.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';

let postgres: TestPostgres;
let till: TillApp;

beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());
beforeEach(async () => void (till = await openTillApp(await postgres.fresh())));
afterEach(() => till.close());

const createOrder = (id: string) =>
  till.app.inject({ method: 'POST', url: '/api/orders', payload: { id, amount_minor: 2000, currency: 'gbp' } });
const paid = async (id: string, intent = 'pi_1') => {
  await createOrder(id);
  await till.post(event('payment_intent.succeeded', { ...paidIntent(id), id: intent }));
};
const refund = (fields: object = {}) => ({
  id: 're_1',
  object: 'refund',
  amount: 500,
  currency: 'gbp',
  payment_intent: 'pi_1',
  charge: 'ch_1',
  status: 'succeeded',
  created: 1_800_000_100,
  ...fields,
});
const status = async (id: string) =>
  (await till.db.selectFrom('orders').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status;
const refunds = () => till.db.selectFrom('refunds').select(['id', 'status', 'amount_minor']).orderBy('id').execute();
const parkedReasons = async () =>
  (await till.db.selectFrom('stripe_events').select('error').where('status', '=', 'parked').execute()).map(
    (row) => row.error,
  );

describe('refund events', () => {
  it('a part, then the rest', async () => {
    await paid('ord_a');
    await till.post(event('refund.created', refund()));
    expect(await status('ord_a')).toBe('part_refunded');
    await till.post(event('refund.created', refund({ id: 're_2', amount: 1500 })));
    expect(await status('ord_a')).toBe('refunded');
  });

  it('one refund told by three events is one row', async () => {
    await paid('ord_a');
    await till.post(event('refund.created', refund()));
    await till.post(
      event('charge.refunded', {
        id: 'ch_1',
        object: 'charge',
        payment_intent: 'pi_1',
        amount_refunded: 500,
        refunds: { data: [refund()] },
      }),
    );
    await till.post(event('charge.refund.updated', refund()));
    expect(await refunds()).toEqual([{ id: 're_1', status: 'succeeded', amount_minor: 500 }]);
  });

  it('a charge that lists no refunds is ignored', async () => {
    await paid('ord_a');
    await till.post(
      event('charge.refunded', { id: 'ch_1', object: 'charge', payment_intent: 'pi_1', amount_refunded: 500 }),
    );
    expect(await refunds()).toEqual([]);
    expect(await parkedReasons()).toEqual([]);
  });

  it('a refund before its payment and its order is parked, and linked when they arrive', async () => {
    await till.post(event('refund.created', refund()));
    expect(await parkedReasons()).toEqual(['no payment pi_1']);
    await till.post(event('payment_intent.succeeded', paidIntent('ord_late')));
    await createOrder('ord_late');
    expect(await status('ord_late')).toBe('part_refunded');
    expect(await parkedReasons()).toEqual([]);
  });

  it('a refund that failed gives the order its status back', async () => {
    await paid('ord_a');
    await till.post(event('refund.created', refund({ amount: 2000 }), { created: 1_800_000_100 }));
    expect(await status('ord_a')).toBe('refunded');
    await till.post(
      event('refund.failed', refund({ amount: 2000, status: 'failed', failure_reason: 'lost_or_stolen_card' }), {
        created: 1_800_000_200,
      }),
    );
    expect(await status('ord_a')).toBe('paid');
  });

  it('one that failed takes nothing, so that it may stand beside a refund of all', async () => {
    await paid('ord_a');
    await till.post(event('refund.created', refund({ amount: 2000 })));
    await till.post(event('refund.failed', refund({ id: 're_2', status: 'failed' })));
    expect([await status('ord_a'), await parkedReasons()]).toEqual(['refunded', []]);
    expect(await refunds()).toMatchObject([{ status: 'succeeded' }, { id: 're_2', status: 'failed' }]);
  });

  it('one of all that was paid goes from pending to succeeded, and is counted once', async () => {
    await paid('ord_a');
    await till.post(event('refund.created', refund({ amount: 2000, status: 'pending' }), { created: 1_800_000_100 }));
    await till.post(event('refund.updated', refund({ amount: 2000 }), { created: 1_800_000_200 }));
    expect([await refunds(), await parkedReasons()]).toEqual([
      [{ id: 're_1', status: 'succeeded', amount_minor: 2000 }],
      [],
    ]);
  });

  it('one waits for whoever is changing its order, and for nobody else', async () => {
    await paid('ord_a', 'pi_a');
    await paid('ord_b', 'pi_b');
    const told: Promise<unknown>[] = [];
    await till.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('orders').select('id').where('id', '=', 'ord_a').forUpdate().execute();
      await till.post(event('refund.created', refund({ id: 're_b', payment_intent: 'pi_b' })));
      expect(await status('ord_b')).toBe('part_refunded');
      told.push(till.post(event('refund.created', refund({ id: 're_a', payment_intent: 'pi_a' }))));
      await expect.poll(() => lockWaiters(till.db)).toBe(1);
    });
    await Promise.all(told);
    expect(await status('ord_a')).toBe('part_refunded');
  });

  it('an older state that arrives late changes nothing, also beside a later refund of all', async () => {
    await paid('ord_a');
    await till.post(event('refund.failed', refund({ amount: 2000, status: 'failed' }), { created: 1_800_000_200 }));
    await till.post(event('refund.created', refund({ id: 're_2', amount: 2000 }), { created: 1_800_000_300 }));
    await till.post(event('refund.created', refund({ amount: 2000 }), { created: 1_800_000_100 }));
    expect(await refunds()).toMatchObject([
      { id: 're_1', status: 'failed' },
      { id: 're_2', status: 'succeeded' },
    ]);
    expect(await status('ord_a')).toBe('refunded');
    expect(await parkedReasons()).toEqual([]);
  });

  it.each([
    ['pending', 'failed'],
    ['failed', 'pending'],
    ['succeeded', 'canceled'],
    ['canceled', 'succeeded'],
  ])('in the same second %s and %s end in the same state, whichever is first', async (first, second) => {
    await paid('ord_a');
    for (const one of [first, second]) await till.post(event('refund.updated', refund({ status: one })));
    expect((await refunds())[0]?.status).toBe(first === 'pending' || second === 'pending' ? 'failed' : 'canceled');
  });

  it.each([
    ['more than was paid', { amount: 2001 }, /exceed/],
    ['another currency', { currency: 'usd' }, /in gbp/],
  ])('%s is parked and not counted', async (_case, fields, reason) => {
    await paid('ord_a');
    await till.post(event('refund.created', refund(fields)));
    expect(await status('ord_a')).toBe('paid');
    expect((await parkedReasons())[0]).toMatch(reason);
  });

  it('twenty copies at once make one row', async () => {
    await paid('ord_a');
    const one = event('refund.created', refund());
    await Promise.all(Array.from({ length: 20 }, () => till.post(one)));
    expect(await refunds()).toHaveLength(1);
    expect(await status('ord_a')).toBe('part_refunded');
  });
});

describe('asking for a refund', () => {
  const made = (asked: GatewayRefund, id = 're_9'): GatewayAnswer => ({
    kind: 'made',
    change: {
      id,
      paymentKey: asked.paymentKey,
      amountMinor: asked.amountMinor,
      currency: 'gbp',
      status: 'succeeded',
      reason: null,
      failureReason: null,
      refundedAt: 1_800_000_100,
      toldAt: 1_800_000_100,
    },
  });
  const gateway = (answer: (asked: GatewayRefund) => GatewayAnswer) => {
    const asked: GatewayRefund[] = [];
    return { asked, refund: async (one: GatewayRefund) => (asked.push(one), answer(one)) };
  };
  const request = (fields: object = {}) => ({
    order_id: 'ord_a',
    idempotency_key: 'click-0001',
    actor: 'ops',
    ...fields,
  });

  it('all that is left, once; the echo by webhook is the same row', async () => {
    await paid('ord_a');
    const processor = gateway(made);
    expect(await requestRefund(till.db, processor, request())).toEqual({
      refund_id: 're_9',
      amount_minor: 2000,
      repeated: false,
    });
    await till.post(event('refund.created', refund({ id: 're_9', amount: 2000 })));
    expect(await refunds()).toEqual([{ id: 're_9', status: 'succeeded', amount_minor: 2000 }]);
    expect(await status('ord_a')).toBe('refunded');
  });

  it('of one of several orders asks for the payment of that one, and counts its refunds alone', async () => {
    for (const name of ['a', 'b', 'c']) await paid(`ord_${name}`, `pi_${name}`);
    await till.post(event('refund.created', refund({ id: 're_a', payment_intent: 'pi_a', amount: 1500 })));
    await till.post(event('refund.created', refund({ id: 're_c', payment_intent: 'pi_c', amount: 1500 })));
    const silent = gateway(() => ({ kind: 'unknown', reason: 'connection lost' }));
    const open = request({ order_id: 'ord_c', idempotency_key: 'click-0002', amount_minor: 500 });
    await expect(requestRefund(till.db, silent, open)).rejects.toThrow(/no clear answer/);
    const processor = gateway(made);
    await requestRefund(till.db, processor, request({ order_id: 'ord_b' }));
    expect(processor.asked).toMatchObject([{ orderId: 'ord_b', paymentKey: 'pi_b', amountMinor: 2000 }]);
    expect([await status('ord_a'), await status('ord_b'), await status('ord_c')]).toEqual([
      'part_refunded',
      'refunded',
      'part_refunded',
    ]);
    expect((await listOrderRefunds(till.db, 'ord_b')).map(({ id }) => id)).toEqual(['re_9']);
  });

  it('the same click again is the same refund', async () => {
    await paid('ord_a');
    const processor = gateway(made);
    await requestRefund(till.db, processor, request({ amount_minor: 500 }));
    expect(await requestRefund(till.db, processor, request({ amount_minor: 500 }))).toMatchObject({
      refund_id: 're_9',
      repeated: true,
    });
    expect(processor.asked).toHaveLength(1);
    await expect(requestRefund(till.db, processor, request({ amount_minor: 600 }))).rejects.toThrow(/another refund/);
  });

  it('two people at once cannot refund more than was paid', async () => {
    await paid('ord_a');
    let made9 = 0;
    const processor = gateway((asked) => made(asked, `re_${(made9 += 1)}`));
    const both = await Promise.allSettled(
      ['click-0001', 'click-0002'].map((key) =>
        requestRefund(till.db, processor, request({ idempotency_key: key, amount_minor: 1500 })),
      ),
    );
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(processor.asked).toHaveLength(1);
  });

  it('no answer leaves it open: it holds its amount, and is asked for again under the same key', async () => {
    await paid('ord_a');
    const silent = gateway(() => ({ kind: 'unknown', reason: 'connection lost' }));
    await expect(requestRefund(till.db, silent, request({ amount_minor: 1500 }))).rejects.toThrow(/no clear answer/);
    await expect(
      requestRefund(till.db, silent, request({ amount_minor: 600, idempotency_key: 'click-0002' })),
    ).rejects.toThrow(/more than the 500/);
    await till.db
      .updateTable('refund_requests')
      .set({ created_at: new Date(Date.now() - 50_000) })
      .execute();
    const early = gateway(made);
    await retryOpenRequests(till.db, early);
    expect(early.asked).toEqual([]);
    await till.db
      .updateTable('refund_requests')
      .set({ created_at: new Date(Date.now() - 70_000) })
      .execute();
    const back = gateway(made);
    await retryOpenRequests(till.db, back);
    expect(back.asked[0]).toMatchObject({ idempotencyKey: 'click-0001', amountMinor: 1500 });
    expect(await status('ord_a')).toBe('part_refunded');
  });

  it('one that is still not answered, or refused now, keeps none of the others waiting', async () => {
    for (const id of ['ord_a', 'ord_b', 'ord_c']) await paid(id, `pi_${id}`);
    const silent = gateway(() => ({ kind: 'unknown', reason: 'connection lost' }));
    for (const id of ['ord_a', 'ord_b', 'ord_c'])
      await expect(
        requestRefund(till.db, silent, request({ order_id: id, idempotency_key: `click-${id}` })),
      ).rejects.toThrow(/no clear answer/);
    await till.db
      .updateTable('refund_requests')
      .set({ created_at: new Date(Date.now() - 120_000) })
      .execute();
    const answers = [
      { kind: 'unknown', reason: 'connection lost' },
      { kind: 'refused', reason: 'disputed' },
    ] as const;
    const back = gateway((asked) => answers[back.asked.length - 1] ?? made(asked));
    await retryOpenRequests(till.db, back);
    expect(back.asked).toHaveLength(3);
    const rows = await till.db.selectFrom('refund_requests').select('status').orderBy('status').execute();
    expect(rows.map((row) => row.status)).toEqual(['made', 'open', 'refused']);
  });

  it('an answer that comes twice, to a retry and to the first asker, is written and audited once', async () => {
    await paid('ord_a');
    const slow = {
      refund: async (asked: GatewayRefund) => {
        await till.db
          .updateTable('refund_requests')
          .set({ created_at: new Date(Date.now() - 120_000) })
          .execute();
        await retryOpenRequests(till.db, gateway(made));
        return made(asked);
      },
    };
    expect(await requestRefund(till.db, slow, request())).toMatchObject({ refund_id: 're_9', amount_minor: 2000 });
    expect((await listAudit(till.db)).map(({ action }) => action)).toEqual(['refund.request', 'refund.made']);
    expect(await refunds()).toHaveLength(1);
  });

  it('a refund that was made and contradicts our rows stays open, and says so', async () => {
    await paid('ord_a');
    const odd = gateway((asked) => {
      const answer = made(asked);
      return answer.kind === 'made' ? { ...answer, change: { ...answer.change, currency: 'usd' } } : answer;
    });
    await expect(requestRefund(till.db, odd, request())).rejects.toThrow(/re_9, which cannot be recorded/);
    expect(await till.db.selectFrom('refund_requests').select('status').execute()).toEqual([{ status: 'open' }]);
  });

  it('a refusal is kept, frees its amount, and is not asked for again', async () => {
    await paid('ord_a');
    const stern = gateway(() => ({ kind: 'refused', reason: 'charge is disputed' }));
    await expect(requestRefund(till.db, stern, request())).rejects.toThrow(/disputed/);
    await expect(requestRefund(till.db, stern, request())).rejects.toThrow(/disputed/);
    expect(stern.asked).toHaveLength(1);
    expect(await requestRefund(till.db, gateway(made), request({ idempotency_key: 'click-0002' }))).toMatchObject({
      amount_minor: 2000,
    });
  });

  it.each([
    ['an unknown order', 'ord_none', /no order/],
    ['an order that is not paid', 'ord_new', /nothing to refund/],
  ])('%s is refused before Stripe is asked', async (_case, order_id, words) => {
    await createOrder('ord_new');
    const processor = gateway(made);
    await expect(requestRefund(till.db, processor, request({ order_id }))).rejects.toThrow(words);
    expect(processor.asked).toEqual([]);
  });

  it('through the official SDK, the same key is the same refund, and another key is another', async () => {
    const standIn = await startStandIn();
    const config = readConfig({ STRIPE_API_KEY: 'sk_test_local_dummy_key_0001', STRIPE_API_BASE: standIn.url });
    const stripe = stripeClient(config);
    const intent = { amount: 2000, currency: 'gbp', payment_method: 'pm_card_visa', confirm: true } as const;
    const { id: paymentKey } = await stripe.paymentIntents.create(intent);
    const processor = stripeRefunds(
      () => stripe,
      () => 1_800_000_000_000,
    );
    const asked = { idempotencyKey: 'click-0001', paymentKey, orderId: 'ord_a', amountMinor: 100, reason: null };
    const answers = [await processor.refund(asked), await processor.refund(asked)];
    expect(answers[1]).toEqual(answers[0]);
    const other = await processor.refund({
      ...asked,
      idempotencyKey: 'click-0002',
      amountMinor: 200,
      reason: 'duplicate',
    });
    expect([answers[0]?.kind, other.kind]).toEqual(['made', 'made']);
    const { data } = await stripe.refunds.list({ payment_intent: paymentKey });
    const kept = data.map(({ amount, reason, metadata }) => `${amount} ${reason} ${metadata?.['order_id']}`);
    expect(kept.toSorted()).toEqual(['100 null ord_a', '200 duplicate ord_a']);
    await standIn.close();
  });

  it("through the official SDK, Stripe's own refusals are told apart from silence", async () => {
    const standIn = await startStandIn();
    const config = readConfig({ STRIPE_API_KEY: 'sk_test_local_dummy_key_0001', STRIPE_API_BASE: standIn.url });
    const processor = stripeRefunds(
      () => stripeClient(config),
      () => 1_800_000_000_000,
    );
    const asked = {
      idempotencyKey: 'click-0001',
      paymentKey: 'pi_none',
      orderId: 'ord_a',
      amountMinor: 100,
      reason: null,
    };
    expect(await processor.refund(asked)).toMatchObject({ kind: 'refused' });
    await standIn.close();
    expect(await processor.refund(asked)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    [400, 'invalid_request_error', 'refused'],
    [402, 'card_error', 'refused'],
    [404, 'invalid_request_error', 'refused'],
    [401, 'invalid_request_error', 'unknown'],
    [403, 'invalid_request_error', 'unknown'],
    [409, 'idempotency_error', 'unknown'],
    [429, 'invalid_request_error', 'unknown'],
    [500, 'api_error', 'unknown'],
    [503, 'api_error', 'unknown'],
  ])('of answers of Stripe, %i %s is taken as %s', async (status, type, kind) => {
    const server = createServer((_request, response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'stripe-should-retry': 'false' })
        .end(JSON.stringify({ error: { type, message: 'no' } })),
    );
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const config = readConfig({
      STRIPE_API_KEY: 'sk_test_local_dummy_key_0001',
      STRIPE_API_BASE: `http://127.0.0.1:${port}`,
    });
    const processor = stripeRefunds(
      () => stripeClient(config),
      () => 1_800_000_000_000,
    );
    const asked = {
      idempotencyKey: 'click-0001',
      paymentKey: 'pi_1',
      orderId: 'ord_a',
      amountMinor: 100,
      reason: null,
    };
    expect(await processor.refund(asked)).toMatchObject({ kind });
    server.close();
  });
});

describe('the rule', () => {
  it.each([
    [2000, 0, 'paid'],
    [2000, 1, 'part_refunded'],
    [2000, 1999, 'part_refunded'],
    [2000, 2000, 'refunded'],
  ])('of %i paid and %i refunded the order is %s', (paidMinor, refundedMinor, expected) => {
    expect(refundedStatus(paidMinor, refundedMinor)).toBe(expected);
  });

  it.each([
    [{ paidMinor: 2000, refundedMinor: 0, openMinor: 0 }, undefined, { amountMinor: 2000 }],
    [{ paidMinor: 2000, refundedMinor: 500, openMinor: 300 }, undefined, { amountMinor: 1200 }],
    [{ paidMinor: 2000, refundedMinor: 500, openMinor: 300 }, 1200, { amountMinor: 1200 }],
    [
      { paidMinor: 2000, refundedMinor: 500, openMinor: 300 },
      1201,
      { reason: '1201 is more than the 1200 that are left' },
    ],
    [{ paidMinor: 2000, refundedMinor: 2000, openMinor: 0 }, undefined, { reason: 'all of it is refunded' }],
    [{ paidMinor: 2000, refundedMinor: 0, openMinor: 2000 }, 1, { reason: 'the rest is being refunded already' }],
  ])('of %o, asking for %s gives %o', (order, asked, expected) => {
    expect(judgeRequest({ status: 'paid', ...order }, asked)).toEqual(expected);
  });
});
