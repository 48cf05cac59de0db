import { ADDRESS_LIMIT, EMAIL_LIMIT } from '../../../src/service/auth/attempt-pg.ts';
import { isOwnOnly, ROLES } from '../../../src/service/auth/permissions.ts';
import { source } from './code-facts.ts';
import type { Fact } from './page-text.ts';
import { aMinute, emailLock, sessionHours } from './sign-in-limits.ts';

/** Sessions, passwords, locks, roles and cookies. */
export const SIGNING_IN: readonly Fact[] = [
  ['a session lasts', 'desk', /under the hash of its id, lasts (\w+) hours/, sessionHours],
  ['a session lasts', 'security', /^A session lasts (\w+) hours/, sessionHours],
  ['the previous secret stays as long', 'deployment', /After (\w+) hours unset the previous one/, sessionHours],
  ['the previous secret stays as long', 'runbook', /After (\w+) hours unset the previous one/, sessionHours],
  [
    'the hash of passwords',
    'desk',
    /kept as an (\w+) hash/,
    () => [source('src/service/auth/password.ts', /await run\('(\w+)'/)],
  ],
  [
    'the hash of passwords',
    'security',
    /guessed passwords \| (\w+), lockout/,
    () => [source('src/service/auth/password.ts', /await run\('(\w+)'/)],
  ],
  ['wrong passwords', 'desk', /(\w+) wrong passwords lock an email for (\w+) minutes/, emailLock],
  ['wrong passwords', 'runbook', /^(\w+) wrong passwords lock an email for (\w+) minutes/, emailLock],
  ['wrong passwords', 'runbook', /\*\*Undo\*\*: (\w+) wrong passwords lock the email/, () => [EMAIL_LIMIT.attempts]],
  ['wrong passwords', 'security', /^\| wrong passwords for one email \| (\d+), then (\d+) minutes \|$/, emailLock],
  ['attempts of an address', 'runbook', /and (\w+) attempts an address\. Both open/, () => [ADDRESS_LIMIT.attempts]],
  [
    'an address is locked as long as an email',
    'runbook',
    /lock an email for (\w+) minutes, and \w+ attempts an address/,
    () => [ADDRESS_LIMIT.minutes],
  ],
  [
    'sign-ins of a minute',
    'security',
    /^\| sign-in from one address \| (\d+) a minute \|$/,
    () => [aMinute('sign-in-routes.ts')],
  ],
  [
    'exports of a minute',
    'security',
    /^\| exports from one address \| (\d+) a minute \|$/,
    () => [aMinute('export-pages.ts')],
  ],
  ['the roles', 'desk', /gives one of (\w+) roles: (.+)\.$/, () => [ROLES.length, ROLES.join(', ')]],
  [
    'who sees only what is theirs',
    'desk',
    /A (\w+) sees only their own orders/,
    () => ROLES.filter((role) => isOwnOnly(role, 'orders:read')),
  ],
  ['the people of the demo', 'demo', /prints (\w+) people who may sign in/, () => [ROLES.length]],
  [
    'an answer to a report',
    'security',
    /You get an answer within (.+)\.$/,
    () => [source('SECURITY.md', /You get an answer within ([^,]+),/)],
  ],
  [
    'cookies',
    'security',
    /^\| stolen sessions \| `(HttpOnly)`, `(SameSite)`, kept/,
    () =>
      [
        source('src/service/web/sessions.ts', /\b(httpOnly): true/),
        source('src/service/web/sessions.ts', /\b(sameSite): 'lax'/),
      ].map((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  ],
  [
    'HSTS',
    'security',
    /behind HTTPS, HSTS for a (\w+)\./,
    () => [source('src/service/deploy-check/header-checks.ts', /^const (\w+)_SECONDS = 31_536_000;/m).toLowerCase()],
  ],
];
