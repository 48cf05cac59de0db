import { LONGEST_SENTENCE } from '../../../src/gates/prose-words.ts';
import { ADDRESS_LIMIT } from '../../../src/service/auth/attempt-pg.ts';
import { ROLES } from '../../../src/service/auth/permissions.ts';
import { DEMO_DAYS } from '../../../src/service/demo/demo-story.ts';
import type { Fact } from './page-text.ts';
import { aMinute, emailLock, sessionHours } from './sign-in-limits.ts';

/** What titles of proofs say in numbers. */
export const TITLES: readonly Fact[] = [
  [
    'the lock',
    'desk',
    /, (\w+) lock the email for (\w+) minutes, (\w+) lock the address/,
    () => [...emailLock(), ADDRESS_LIMIT.attempts],
  ],
  ['the session', 'security', /^A session ends at sign-out, after (\w+) hours/, sessionHours],
  [
    'the limits',
    'security',
    /^The ([\w-]+) sign-in and the (\w+) export of a minute are refused/,
    () => [Number(aMinute('sign-in-routes.ts')) + 1, Number(aMinute('export-pages.ts')) + 1],
  ],
  ['the demo', 'desk', /^The demo has (\w+) roles, .* and (\d+) days of snapshots/, () => [ROLES.length, DEMO_DAYS]],
  ['the sentence', 'gates', /^A word of the list and a sentence over (\d+) words/, () => [LONGEST_SENTENCE]],
];
