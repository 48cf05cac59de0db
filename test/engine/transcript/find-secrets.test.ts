import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSecrets } from '../../../src/engine/transcript/find-secrets.ts';

const SECRET = 'correct horse+battery/staple';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const kinds = (text: string, known: readonly string[] = []) => findSecrets(text, known).map((one) => one.kind);

describe('a known secret is found', () => {
  test.each<[how: string, text: string]>([
    ['as it is', `password ${SECRET}.`],
    ['base64', base64(SECRET)],
    ['base64 one byte in', base64(`x${SECRET}y`)],
    ['base64 two bytes in', base64(`xy${SECRET}yz`)],
    ['base64url', Buffer.from(`{"p":"${SECRET}"}`).toString('base64url')],
    ['hex', Buffer.from(SECRET).toString('hex')],
    ['capital hex', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['URL-encoded', `?p=${encodeURIComponent(SECRET)}`],
    ['broken over lines', `${base64(SECRET).slice(0, 15)}\n${base64(SECRET).slice(15)}`],
  ])('%s', (_how, text) => expect(kinds(`before\n${text}\nafter`, [SECRET])).toHaveLength(1));

  test('at its line, and never with its value', () => {
    const [found] = findSecrets(`a\nb\n${SECRET}\n`, [SECRET]);
    expect(found).toEqual({ kind: 'known secret value', line: 3 });
  });
  test('a value too short to be told from words is not looked for', () =>
    expect(kinds('on and on', ['on'])).toEqual([]));
});

const LONG = 'a1B2c3D4'.repeat(5);

// Written in parts, so that this file holds none.
const SHAPED: readonly [kind: string, text: string][] = [
  ['Stripe key', `sk_live_${LONG}`],
  ['Stripe key', `rk_test_${LONG}`],
  ['Stripe webhook secret', `whsec_${LONG}`],
  ['AWS key id', `AKIA${LONG.toUpperCase().slice(0, 16)}`],
  ['private key', ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')],
  ['private key', ['-----BEGIN', 'RSA', 'PRIVATE', 'KEY-----'].join(' ')],
  ['GitHub token', `ghp_${'a1B2'.repeat(9)}`],
  ['GitHub token', `github_pat_${'a1B2'.repeat(6)}`],
  ['npm token', `npm_${'a1B2'.repeat(9)}`],
  ['Slack token', `xoxb-${LONG}`],
  ['Google API key', `AIza${'a1B2c'.repeat(7)}`],
  ['JSON Web Token', `eyJ${LONG}.eyJ${LONG}.${LONG}`],
  ['URL with a password', `postgres://app:${LONG}@db/x`],
];

describe('a string in the shape of a secret is found', () => {
  test.each(SHAPED)('%s', (kind, text) => expect(kinds(`x="${text}";`)).toEqual([kind]));
});

describe('ordinary text is none', () => {
  test.each([
    'sk_test_short',
    'price_1MoBy5LkdIwHu7ixZhnattbh evt_1NG8Du2eZvKYlo2CUI79vXWy',
    'https://example.com/a:b@c',
    'http://127.0.0.1:8080/x?y=1@2',
    'user@example.com:22',
    'git@github.com:owner/name.git',
    `${'a'.repeat(64)} sha256`,
    'BEGIN PUBLIC KEY',
    'the whsec_ prefix, the AKIA prefix',
    'eyJ alone',
    '✓ stored once: 1',
  ])('%s', (text) => expect(kinds(text)).toEqual([]));

  test('nor is a whole page of code', () => {
    const source = readFileSync(path.join(import.meta.dirname, '../../../src/engine/run/trace-node.cjs'), 'utf8');
    expect(kinds(source)).toEqual([]);
  });
});
