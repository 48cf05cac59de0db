import { describe, expect, it } from 'vitest';
import { erasePersonal, marksPattern, mentions } from '../../src/service/privacy/erase-text.ts';
import { parseSubject, subjectHash } from '../../src/service/privacy/subject.ts';

const NONE = marksPattern([]);
const JO = marksPattern(['jo@example.com', 'cus_1']);

describe('a field that speaks of a person', () => {
  it.each([
    'address',
    'billing_details',
    'business_profile',
    'customer_address',
    'customer_details',
    'customer_email',
    'customer_name',
    'customer_phone',
    'customer_shipping',
    'customer_tax_ids',
    'description',
    'email',
    'hosted_invoice_url',
    'individual_name',
    'invoice_pdf',
    'ip',
    'ip_address',
    'name',
    'owner',
    'phone',
    'receipt_email',
    'receipt_url',
    'shipping',
    'shipping_details',
    'signature',
    'statement_descriptor_suffix',
    'tax_id_data',
    'tax_ids',
  ])('%s is emptied wherever it stands, and stays of its kind', (name) => {
    const kinds: readonly (readonly [unknown, unknown])[] = [
      ['Jo Secret', 'erased'],
      ['', 'erased'],
      [42, 'erased'],
      [{ line1: '1 Secret Street', country: 'GB' }, null],
      [[{ value: 'x' }, 'y'], []],
      [null, null],
      [true, true],
      [false, false],
    ];
    for (const [before, after] of kinds) {
      expect(erasePersonal({ [name]: before, id: 'in_1' }, NONE)).toEqual({ [name]: after, id: 'in_1' });
      expect(erasePersonal({ data: { list: [{ [name]: before }] } }, NONE)).toEqual({
        data: { list: [{ [name]: after }] },
      });
    }
  });
});

describe('all else', () => {
  it('stays as it is: ids, amounts, times, states and notes', () => {
    const object = {
      id: 'evt_1',
      amount: 2000,
      currency: 'gbp',
      created: 1_768_000_000,
      livemode: false,
      customer: 'cus_2',
      metadata: { order_id: 'ord_1', note: 'two of them' },
      items: { data: [{ quantity: 1, price: { unit_amount: 500 } }, null, 'x', 0] },
      names: 'kept',
      emails: 1,
    };
    expect(erasePersonal(object, NONE)).toEqual(object);
    expect(erasePersonal(object, JO)).toEqual(object);
  });

  it('is erased where a text holds a mark, and so is a name that does', () => {
    expect(
      erasePersonal({ note: 'from Jo@Example.com', list: ['cus_1', 'cus_12'], 'jo@example.com': { n: 1 } }, JO),
    ).toEqual({ note: 'erased', list: ['erased', 'cus_12'], erased: { n: 1 } });
  });
});

describe('a mention', () => {
  it.each([
    ['a text', 'for jo@example.com', true],
    ['a list', ['x', ['cus_1']], true],
    ['a field', { a: { b: 'CUS_1' } }, true],
    ['the name of a field', { a: { 'jo@example.com': 1 } }, true],
    ['another text', 'for al@example.com', false],
    ['a longer id', { a: 'cus_12' }, false],
    ['a number', 1, false],
    ['nothing', null, false],
  ])('in %s', (_case, value, found) => {
    expect(mentions(value, JO)).toBe(found);
  });

  it('of nobody is nowhere', () => {
    expect([NONE.test(''), mentions({ a: 'jo@example.com' }, NONE)]).toEqual([false, false]);
  });

  it('takes every sign of a mark as itself', () => {
    const signs = marksPattern(['a.b*c+d?e(f)g[h]i{j}k|l^m$n\\o@example.com']);
    expect(signs.test('a.b*c+d?e(f)g[h]i{j}k|l^m$n\\o@example.com')).toBe(true);
    expect(marksPattern(['a.b@example.com']).test('axb@example.com')).toBe(false);
    expect(marksPattern(['a@b.example']).test('a@b-example')).toBe(false);
  });

  it.each(['x', '.', '+', '%', '-', '_', '7'])('does not begin behind the sign %s', (sign) => {
    expect(marksPattern(['jo@example.com']).test(`${sign}jo@example.com`)).toBe(false);
  });

  it.each(['<', '"', ' ', '/', ':', ','])('begins behind the sign %s', (sign) => {
    expect(marksPattern(['jo@example.com']).test(`${sign}jo@example.com`)).toBe(true);
  });
});

describe('a subject', () => {
  it.each([
    ['jo@example.com', { given: 'jo@example.com', email: 'jo@example.com', customer: undefined }],
    [' Jo@Example.com ', { given: 'jo@example.com', email: 'jo@example.com', customer: undefined }],
    ['cus_Ab1', { given: 'cus_Ab1', email: undefined, customer: 'cus_Ab1' }],
    [' cus_1 ', { given: 'cus_1', email: undefined, customer: 'cus_1' }],
    ['cus_', undefined],
    ['cus-1', undefined],
    ['sub_1', undefined],
    ['xcus_1', undefined],
    ['jo', undefined],
    ['', undefined],
  ])('is read from "%s"', (text, subject) => {
    expect(parseSubject(text)).toEqual(subject);
  });

  it('of Stripe has at most 100 signs behind its prefix', () => {
    const known = [99, 100, 101].map((length) => parseSubject(`cus_${'a'.repeat(length)}`) !== undefined);
    expect(known).toEqual([true, true, false]);
  });

  it('has one hash, whatever the letters of the email, and another than anybody else', () => {
    const hashOf = (text: string) => {
      const subject = parseSubject(text);
      return subject === undefined ? '' : subjectHash(subject);
    };
    // printf 'till subject jo@example.com' | sha256sum
    expect(hashOf('Jo@example.com')).toBe('0ffafa713d277208551801999eb8e3aa3956419b44da6e9f091276e07270adec');
    expect(hashOf('al@example.com')).not.toBe(hashOf('jo@example.com'));
  });
});
