import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../src/service/base/problem.ts';
import { configFields } from '../../src/service/config.ts';
import { envExample } from '../../src/service/env-example.ts';
import { readConfig } from '../../src/service/read-config.ts';

const titles = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.problems.map((problem) => problem.title);
    throw error;
  }
};
const file = (text: string) => {
  const name = path.join(mkdtempSync(path.join(tmpdir(), 'till-config-')), 'secret');
  writeFileSync(name, text);
  return name;
};
const LIVE = {
  TILL_MODE: 'production',
  DATABASE_URL: 'postgres://a:b@c/d',
  STRIPE_WEBHOOK_SECRETS: 'whsec_a',
  SESSION_SECRET: 'abcdefghij'.repeat(5),
  PUBLIC_BASE_URL: 'https://till.example.com',
};
const without = (name: keyof typeof LIVE, more: Record<string, string> = {}) => {
  const { [name]: _gone, ...rest } = LIVE;
  return { ...rest, ...more };
};

describe('settings', () => {
  it('have defaults, and are frozen', () => {
    const config = readConfig({ PATH: '/bin', HOME: '/' });
    expect(config).toMatchObject({
      TILL_MODE: 'development',
      HOST: '127.0.0.1',
      PORT: 3000,
      WEBHOOK_TOLERANCE_SECONDS: 300,
      LOG_LEVEL: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('keep the order of webhook secrets, newest first', () => {
    expect(readConfig({ STRIPE_WEBHOOK_SECRETS: 'whsec_b,whsec_a' }).STRIPE_WEBHOOK_SECRETS).toEqual([
      'whsec_b',
      'whsec_a',
    ]);
  });

  it('read a secret from a file, without its last newline', () => {
    expect(readConfig({ STRIPE_API_KEY_FILE: file('sk_test_x\n') }).STRIPE_API_KEY).toBe('sk_test_x');
  });

  it.each([
    ['a tolerance of 0', { WEBHOOK_TOLERANCE_SECONDS: '0' }, 'WEBHOOK_TOLERANCE_SECONDS'],
    ['a tolerance of NaN', { WEBHOOK_TOLERANCE_SECONDS: 'NaN' }, 'WEBHOOK_TOLERANCE_SECONDS'],
    ['a tolerance of 5m', { WEBHOOK_TOLERANCE_SECONDS: '5m' }, 'WEBHOOK_TOLERANCE_SECONDS'],
    ['an empty tolerance', { WEBHOOK_TOLERANCE_SECONDS: '' }, 'WEBHOOK_TOLERANCE_SECONDS'],
    ['an empty secret', { STRIPE_WEBHOOK_SECRETS: '' }, 'STRIPE_WEBHOOK_SECRETS'],
    ['an empty secret in a list', { STRIPE_WEBHOOK_SECRETS: 'whsec_a,' }, 'STRIPE_WEBHOOK_SECRETS'],
    ['a secret with a newline', { STRIPE_WEBHOOK_SECRETS: 'whsec_a\n' }, 'STRIPE_WEBHOOK_SECRETS'],
    ['a secret with a blank in front', { STRIPE_WEBHOOK_SECRETS: 'whsec_a, whsec_b' }, 'STRIPE_WEBHOOK_SECRETS'],
    ['a port past 65535', { PORT: '65536' }, 'PORT'],
    ['another mode', { TILL_MODE: 'prod' }, 'TILL_MODE'],
    ['another database', { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    ['an unknown name of ours', { TILL_MOED: 'demo' }, 'TILL_MOED'],
    ['an unknown Stripe name', { STRIPE_WEBHOOK_SECRET: 'whsec_a' }, 'STRIPE_WEBHOOK_SECRET'],
    ['a file that is not there', { STRIPE_API_KEY_FILE: '/none' }, 'STRIPE_API_KEY_FILE'],
    [
      'a value and a file',
      { STRIPE_API_KEY: 'sk_test_x', STRIPE_API_KEY_FILE: file('sk_test_x') },
      'STRIPE_API_KEY and STRIPE_API_KEY_FILE',
    ],
    ['another API host in production', { ...LIVE, STRIPE_API_BASE: 'http://127.0.0.1:1' }, 'STRIPE_API_BASE'],
    ['production without a database', without('DATABASE_URL'), 'DATABASE_URL'],
    [
      'demo without webhook secrets',
      without('STRIPE_WEBHOOK_SECRETS', { TILL_MODE: 'demo' }),
      'STRIPE_WEBHOOK_SECRETS',
    ],
    ['production without a session secret', without('SESSION_SECRET'), 'SESSION_SECRET'],
    ['demo without an address for people', without('PUBLIC_BASE_URL', { TILL_MODE: 'demo' }), 'PUBLIC_BASE_URL'],
    ['a short session secret', { SESSION_SECRET: 'abcdefghij' }, 'SESSION_SECRET'],
    ['a session secret of two letters', { SESSION_SECRET: 'ab'.repeat(30) }, 'SESSION_SECRET'],
    ['a proxy that is trusted whatever it says', { TRUST_PROXY: 'true' }, 'TRUST_PROXY'],
    ['a host that is a URL', { ALLOWED_HOSTS: 'https://till.example.com' }, 'ALLOWED_HOSTS'],
  ])('refuse %s', (_case, environment, name) => {
    expect(titles(environment)).toEqual([expect.stringMatching(new RegExp(`^${name}\\b`))]);
  });

  const manyLetters = (length: number) => 'abcdefghij'.repeat(30).slice(0, length);
  it.each<[string, readonly string[], readonly string[]]>([
    ['PORT', ['0', '1', '65535'], ['65536', '-1', '80.5', '']],
    ['PUBLIC_BASE_URL', ['http://a', 'https://a.example/b'], ['ftp://a', 'a.example', 'https://', '']],
    ['ALLOWED_HOSTS', ['a.example', 'a.example:8080,b'], ['a.example,', 'a_b', 'a b', 'A.example', '*']],
    ['SESSION_SECRET', [manyLetters(50)], [manyLetters(49), 'abcd'.repeat(20)]],
    ['SESSION_SECRET_PREVIOUS', [manyLetters(50)], [manyLetters(49)]],
    ['TRUST_PROXY', ['1', '9', '10.0.0.0/8,::1/128'], ['0', '10', 'true', '10.0.0.1']],
    ['METRICS_TOKEN', [manyLetters(32)], [manyLetters(31), `${manyLetters(32)} x`]],
    ['STRIPE_API_KEY', ['sk_test_a', 'sk_live_a', 'rk_test_a', 'rk_live_a'], ['pk_test_a', 'sk_a', 'sk_test_']],
    ['STRIPE_ACCOUNT', ['acct_1'], ['acct_', 'cus_1', 'acct_1 ']],
    ['WEBHOOK_TOLERANCE_SECONDS', ['1', '300', '999999999'], ['0', '-1', '1e3', '1000000000']],
    ['BACKUP_AT', ['00:00', '09:59', '23:59'], ['24:00', '23:60', '9:00', '']],
    ['BACKUP_EVERY_HOURS', ['1', '2', '3', '4', '6', '8', '12', '24'], ['0', '5', '7', '48', '24.0']],
    ['BACKUP_KEEP', ['1', '14'], ['0', '-1', 'all']],
    ['RETENTION_EVENT_DAYS', ['1', '400'], ['0', '-1', '1.5']],
    ['RETENTION_ORDER_EMAIL_DAYS', ['1', '2555'], ['0', 'never']],
    ['RETENTION_AUDIT_WORDS_DAYS', ['1', '2555'], ['0', '']],
    ['TILL_COMMIT', ['0000000', 'f'.repeat(40)], ['000000', 'f'.repeat(41), 'G000000']],
    ['LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], ['verbose', 'INFO']],
    ['DATABASE_URL', ['postgres://a/b', 'postgresql://a/b'], ['mysql://a/b', 'postgres://', 'postgres://a b']],
    ['DATABASE_OWNER_URL', ['postgres://a/b'], ['a']],
  ])('%s takes what it may hold, and refuses what lies beside it', (name, taken, refused) => {
    expect(taken.flatMap((value) => titles({ [name]: value }))).toEqual([]);
    expect(refused.filter((value) => titles({ [name]: value }).length !== 1)).toEqual([]);
  });

  it('have the defaults that the pages name', () => {
    expect(
      Object.fromEntries(configFields().flatMap((one) => (one.default === undefined ? [] : [[one.name, one.default]]))),
    ).toEqual({
      TILL_MODE: 'development',
      HOST: '127.0.0.1',
      PORT: '3000',
      WEBHOOK_TOLERANCE_SECONDS: '300',
      BACKUP_AT: '02:40',
      BACKUP_EVERY_HOURS: '24',
      BACKUP_KEEP: '14',
      RETENTION_EVENT_DAYS: '400',
      RETENTION_ORDER_EMAIL_DAYS: '2555',
      RETENTION_AUDIT_WORDS_DAYS: '2555',
      LOG_LEVEL: 'info',
    });
  });

  it('name every problem at once, with a hint, and never a value', () => {
    const found = titles({
      TILL_X: 'planted',
      PORT: 'planted',
      STRIPE_API_KEY: 'planted',
      STRIPE_WEBHOOK_SECRETS: 'planted 1,planted 2',
    });
    expect(found.map((title) => title.split(':')[0])).toEqual([
      'TILL_X',
      'PORT',
      'STRIPE_API_KEY',
      'STRIPE_WEBHOOK_SECRETS',
    ]);
    expect(found.join('\n')).not.toContain('planted');
  });

  it('say which name was meant', () => {
    expect(() => readConfig({ STRIPE_WEBHOOK_SECRET: 'x' })).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ hint: 'unset it, or use STRIPE_WEBHOOK_SECRETS' })],
      }),
    );
  });

  it('list themselves for the reference', () => {
    const fields = configFields();
    expect(fields.filter((field) => field.secret).map((field) => field.name)).toEqual(
      expect.arrayContaining([
        'DATABASE_URL',
        'DATABASE_OWNER_URL',
        'SESSION_SECRET',
        'SESSION_SECRET_PREVIOUS',
        'STRIPE_API_KEY',
        'STRIPE_WEBHOOK_SECRETS',
      ]),
    );
    expect(fields.find((field) => field.name === 'WEBHOOK_TOLERANCE_SECONDS')).toMatchObject({ default: '300' });
    for (const field of fields) expect(field.doc).toMatch(/\.$/);
  });
});

describe('.env.example', () => {
  const example = readFileSync(path.join(import.meta.dirname, '../../.env.example'), 'utf8');

  it('is what `npm run till -- settings --example` prints', () => {
    expect(example).toBe(envExample());
  });

  it('names every setting once, and its defaults are accepted', () => {
    const lines = [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    expect(lines.map(([name]) => name)).toEqual(configFields().map(({ name }) => name));
    expect(titles(Object.fromEntries(lines.filter(([, value]) => value !== '')))).toEqual([]);
  });
});
