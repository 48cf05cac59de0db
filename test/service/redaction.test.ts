import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/service/base/redact.ts';

// Put together here, so that no text of this file looks like a secret.
const url = (scheme: string, who: string, where: string) => `${scheme}://${who}@${where}`;
const join = (...parts: readonly string[]) => parts.join('_');

describe('what is logged', () => {
  it.each(['whsec', 'sk_live', 'sk_test', 'rk_live', 'rk_test'])('holds no key that begins with %s', (kind) => {
    const key = join(kind, 'Ab1', '2c');
    expect(redactText(`${key} then (${key}), and "${key}".`)).toBe('[key] then ([key]), and "[key]".');
  });

  it.each(['pk_live', 'pk_test', 'sk_prod', 'xsk_live', 'cus', 'evt'])('keeps what begins with %s', (kind) => {
    const text = `see ${join(kind, 'Ab12c')} here`;
    expect(redactText(text)).toBe(text);
  });

  it.each([
    ['an email', 'for jo@example.com', 'for [email]'],
    ['two emails', 'jo@example.com,al.x+y@mail.example.co.uk;', '[email],[email];'],
    ['an email in brackets', '<Jo@Example.COM>', '<[email]>'],
    ['an email in quotes', '{"to":"jo@example.com"}', '{"to":"[email]"}'],
    ['an email behind an equals sign', 'email=jo@example.com', 'email=[email]'],
    ['an email of other letters', 'jö@exämple.de', '[email]'],
    ['an email with a name of two letters behind it', 'jo@example.io!', '[email]!'],
  ])('holds not %s', (_case, text, left) => {
    expect(redactText(text)).toBe(left);
  });

  it.each(['jo@localhost', 'a @ b.com', 'v1@2', 'jo@example.c'])('keeps "%s", which is no email', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each([
    [
      'a user and a password',
      url('postgres', 'till:pa:ss', 'db:5432/till'),
      url('postgres', 'till:[password]', 'db:5432/till'),
    ],
    ['a password alone', url('redis', ':hidden', 'db/0'), url('redis', ':[password]', 'db/0')],
    ['a scheme with a plus', url('mongodb+srv', 'till:hidden', 'db'), url('mongodb+srv', 'till:[password]', 'db')],
    [
      'another behind it',
      `${url('a', 'u:hidden', 'h')} ${url('b', 'v:hidden', 'i')}`,
      `${url('a', 'u:[password]', 'h')} ${url('b', 'v:[password]', 'i')}`,
    ],
    ['no password', 'postgres://till@db:5432/till', 'postgres://till@db:5432/till'],
    ['a port alone', 'http://db:5432/till', 'http://db:5432/till'],
  ])('of an address with %s', (_case, text, left) => {
    expect(redactText(text)).toBe(left);
  });

  it('keeps all else', () => {
    const text = 'order ord_1 is paid by pi_1; 2000 gbp at 2026-01-02T03:04:05Z';
    expect(redactText(text)).toBe(text);
  });
});
