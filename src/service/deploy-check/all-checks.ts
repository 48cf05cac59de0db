import { ACCESS_CHECKS } from './access-checks.ts';
import { BACKUP_CHECKS } from './backup-checks.ts';
import type { Check } from './check.ts';
import { COOKIE_CHECKS } from './cookie-checks.ts';
import { DATABASE_CHECKS } from './database-checks.ts';
import { HEADER_CHECKS } from './header-checks.ts';
import { OPERATIONS_CHECKS } from './operations-checks.ts';
import { PEOPLE_CHECKS } from './people-checks.ts';
import { SERVER_CHECKS } from './server-checks.ts';
import { SETTINGS_CHECKS } from './settings-checks.ts';
import { STRIPE_CHECKS } from './stripe-checks.ts';

const ROOMS = ['dep', 'pay', 'db', 'log', 'http', 'auth', 'ops'];
const place = ({ id }: Check): number => {
  const [room = '', name = ''] = id.split('.');
  return ROOMS.indexOf(room) * 1000 + Number(name.slice(1));
};

/** Every check, in the order of the report. Ids are permanent. */
export const ALL_CHECKS: readonly Check[] = [
  ...HEADER_CHECKS,
  ...ACCESS_CHECKS,
  ...COOKIE_CHECKS,
  ...SETTINGS_CHECKS,
  ...STRIPE_CHECKS,
  ...DATABASE_CHECKS,
  ...SERVER_CHECKS,
  ...PEOPLE_CHECKS,
  ...OPERATIONS_CHECKS,
  ...BACKUP_CHECKS,
].toSorted((a, b) => place(a) - place(b));
