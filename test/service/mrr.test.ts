import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { monthlyRevenue } from '../../src/service/mrr/monthly-revenue.ts';
import { parseDecimal, rational, roundHalfUp } from '../../src/service/mrr/rational.ts';
import { subscriptionStateSchema } from '../../src/service/mrr/subscription-state.ts';
import { totalRevenue } from '../../src/service/mrr/total.ts';
import { parseVectors, runVector } from '../../src/service/mrr/vectors.ts';

const file = path.join(import.meta.dirname, '../data/mrr-vectors.json');
const { vectors, problems } = parseVectors(readFileSync(file, 'utf8'));

const price = (fields: object = {}, recurring: object = { interval: 'month' }) => ({
  unit_amount: 3000,
  recurring,
  ...fields,
});
const active = (fields: object = {}) => ({
  status: 'active',
  currency: 'usd',
  items: [{ price: price(), quantity: 1 }],
  ...fields,
});
const off = (coupon: object) => active({ discounts: [coupon] });
const item = (quantity: number, fields: object, recurring?: object) =>
  active({ items: [{ quantity, price: price(fields, recurring) }] });
const tiered = (mode: string, quantity: number, tiers: object[]) =>
  item(quantity, { unit_amount: null, billing_scheme: 'tiered', tiers_mode: mode, tiers });
const FLAT = [
  { up_to: 10, unit_amount: 100, flat_amount: 500 },
  { up_to: null, unit_amount: 50, flat_amount_decimal: '200.5' },
];
const revenue = (state: object, at = 1000) => monthlyRevenue(subscriptionStateSchema.parse(state), at);

describe('rule R1', () => {
  it('reads the whole vector file', () => {
    expect(problems).toEqual([]);
    expect(vectors.length).toBeGreaterThanOrEqual(36);
  });

  it.each(vectors.map((vector) => [vector.id, vector.what, vector] as const))('%s %s', (_id, _what, vector) => {
    expect(runVector(vector)).toMatchObject({ held: true });
  });

  // The right column was computed by hand.
  it.each([
    ['every six months divides by six', item(1, {}, { interval: 'month', interval_count: 6 }), 500, 500, 500],
    [
      'every two years divides by 24',
      item(1, { unit_amount: 12_000 }, { interval: 'year', interval_count: 2 }),
      500,
      500,
      500,
    ],
    ['exactly half a unit rounds up', item(1, { unit_amount: 18 }, { interval: 'year' }), 2, 2, 2],
    ['a quantity of 0 is worth nothing', item(0, {}), 0, 0, 0],
    ['a quantity that is absent counts as 1', active({ items: [{ price: price() }] }), 3000, 3000, 3000],
    [
      'metered items add nothing to licensed ones',
      active({ items: [{ price: price() }, { price: price({}, { interval: 'month', usage_type: 'metered' }) }] }),
      3000,
      3000,
      3000,
    ],
    ['33.33 % off 3000 leaves 2000.1', off({ percent_off: 33.33, duration: 'forever' }), 2000, 3000, 2000],
    [
      'a repeating coupon that ends now is over',
      off({ percent_off: 50, duration: 'repeating', end: 1000 }),
      3000,
      3000,
      3000,
    ],
    [
      'a repeating coupon without an end is in force',
      off({ percent_off: 50, duration: 'repeating', end: null }),
      1500,
      3000,
      1500,
    ],
    [
      'a coupon that starts later is not in force',
      off({ percent_off: 50, duration: 'repeating', start: 1001, end: 2000 }),
      3000,
      3000,
      3000,
    ],
    [
      'an amount off in another currency is ignored',
      off({ amount_off: 500, currency: 'eur', duration: 'forever' }),
      3000,
      3000,
      3000,
    ],
    [
      'an amount off in our currency counts',
      off({ amount_off: 500, currency: 'USD', duration: 'forever' }),
      2500,
      3000,
      2500,
    ],
    [
      '500 off, then 20 %: list order matters',
      active({
        discounts: [
          { amount_off: 500, duration: 'forever' },
          { percent_off: 20, duration: 'forever' },
        ],
      }),
      2000,
      3000,
      2000,
    ],
    [
      'an amount off floors at 0 before the next discount',
      active({
        discounts: [
          { amount_off: 5000, duration: 'forever' },
          { percent_off: 50, duration: 'forever' },
        ],
      }),
      0,
      3000,
      0,
    ],
    [
      'the coupon may be nested as discount.coupon',
      off({ id: 'di_1', end: null, coupon: { percent_off: 10, duration: 'forever' } }),
      2700,
      3000,
      2700,
    ],
    [
      'the coupon may be nested as discount.source.coupon',
      off({ id: 'di_1', source: { type: 'coupon', coupon: { percent_off: 10, duration: 'forever' } } }),
      2700,
      3000,
      2700,
    ],
    [
      'the older field discount counts alone',
      active({ discount: { coupon: { percent_off: 10, duration: 'forever' } } }),
      2700,
      3000,
      2700,
    ],
    [
      'the older field is not counted twice',
      active({
        discount: { coupon: { percent_off: 10, duration: 'forever' } },
        discounts: [{ coupon: { percent_off: 10, duration: 'forever' } }],
      }),
      2700,
      3000,
      2700,
    ],
    [
      'the older field tells what one bare id means',
      active({ discount: { coupon: { percent_off: 10, duration: 'forever' } }, discounts: ['di_1'] }),
      2700,
      3000,
      2700,
    ],
    [
      'an item may have its own discount',
      active({
        items: [{ price: price(), discounts: [{ percent_off: 50, duration: 'forever' }] }, { price: price() }],
      }),
      4500,
      6000,
      4500,
    ],
    [
      'over mixed intervals an amount off is per shortest period',
      active({
        items: [{ price: price() }, { price: price({ unit_amount: 12_000 }, { interval: 'year' }) }],
        discounts: [{ amount_off: 100, duration: 'forever' }],
      }),
      3900,
      4000,
      3900,
    ],
    ['packages of 10 round up', item(25, { transform_quantity: { divide_by: 10, round: 'up' } }), 9000, 9000, 9000],
    ['packages of 10 round down', item(25, { transform_quantity: { divide_by: 10, round: 'down' } }), 6000, 6000, 6000],
    ['graduated tiers add flat amounts of each tier reached', tiered('graduated', 15, FLAT), 1951, 1951, 1951],
    ['graduated at the edge stays in the first tier', tiered('graduated', 10, FLAT), 1500, 1500, 1500],
    ['graduated at 0 still charges the first flat amount', tiered('graduated', 0, FLAT), 500, 500, 500],
    ['volume takes one tier with its flat amount', tiered('volume', 15, FLAT), 951, 951, 951],
    ['volume at the edge takes the first tier', tiered('volume', 10, FLAT), 1500, 1500, 1500],
    [
      'a decimal price stays exact over many units',
      item(3_000_000, { unit_amount: null, unit_amount_decimal: '0.000000000001' }),
      0,
      0,
      0,
    ],
    ['cancel_at in the future is not committed', active({ cancel_at: 1001 }), 3000, 3000, 0],
    ['cancel_at now or before is not a schedule', active({ cancel_at: 1000 }), 3000, 3000, 3000],
    ['an empty list of items is worth nothing', active({ items: [] }), 0, 0, 0],
  ])('%s', (...[, state, mrr, gross, committed]) => {
    expect(revenue(state)).toMatchObject({ kind: 'counted', mrr, gross, committed });
  });

  it.each([
    ['incomplete', active({ status: 'incomplete' }), 'incomplete'],
    ['paused', active({ status: 'paused' }), 'paused'],
    ['collection is paused', active({ pause_collection: { behavior: 'keep_as_draft' } }), 'pause_collection'],
  ])('excludes with a reason: %s', (_claim, state, reason) => {
    expect(revenue(state)).toEqual({ kind: 'excluded', reason, mrr: 0, gross: 0, committed: 0 });
  });

  it.each([
    ['a discount that is only an id', active({ discounts: ['di_1'] }), /discount is not expanded/],
    ['a coupon that is only an id', off({ source: { coupon: 'c' } }), /coupon of a discount/],
    ['tiers that were not sent', item(1, { billing_scheme: 'tiered', tiers_mode: 'volume' }), /tiers of a price/],
    ['a price without an amount', item(1, { unit_amount: null }), /without an amount/],
    ['a cut list of items', active({ items: { data: [], has_more: true } }), /cut short/],
    ['an item in another currency', item(1, { currency: 'eur' }), /another currency/],
    ['a quantity past the last tier', tiered('graduated', 11, [{ up_to: 10, unit_amount: 1 }]), /end below/],
  ])('never guesses: %s is unpriced', (_claim, state, reason) => {
    expect(revenue(state)).toMatchObject({ kind: 'unpriced', reason: expect.stringMatching(reason) });
  });

  it('never adds currencies', () => {
    const totals = totalRevenue([active(), active(), active({ currency: 'JPY' }), active({ discounts: ['di'] })], 1000);
    expect(totals).toEqual([
      { currency: 'jpy', mrr: 3000, gross: 3000, committed: 3000, counted: 1, unpriced: 0 },
      { currency: 'usd', mrr: 6000, gross: 6000, committed: 6000, counted: 2, unpriced: 1 },
    ]);
  });
});

describe('exact numbers', () => {
  it.each([
    [rational(1n, 2n), 1],
    [rational(-1n, 2n), 0],
    [rational(-3n, 2n), -1],
    [rational(499n, 1000n), 0],
    [rational(5n, 3n), 2],
  ])('rounds half up', (value, rounded) => {
    expect(roundHalfUp(value)).toBe(rounded);
  });

  it.each([
    ['0.5', rational(1n, 2n)],
    ['1e-7', rational(1n, 10_000_000n)],
    ['12e2', rational(1200n)],
    ['abc', undefined],
    ['', undefined],
  ])('reads the decimal %j', (text, value) => {
    expect(parseDecimal(text)).toEqual(value);
  });
});
