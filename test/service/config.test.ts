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
