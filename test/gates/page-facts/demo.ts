import { DEMO_DAYS, DEMO_END } from '../../../src/service/demo/demo-story.ts';
import { DEMO_PASSWORD, demoEmail } from '../../../src/service/demo/seed-demo-pg.ts';
import { source } from './code-facts.ts';
import type { Fact } from './page-text.ts';

const demoDay = () =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${DEMO_END}T00:00:00Z`));
const demoHas = (what: string) => source('src/service/demo/demo-story.ts', new RegExp(`^const ${what} = (\\d+);`, 'm'));

/** The last day of the demo, its size and its people. */
export const DEMO: readonly Fact[] = [
  ['its last day', 'demo', /^The demo ends on (.+?)\. It has/, () => [demoDay()]],
  ['its last day', 'desk', /Its last day is (.+)\.$/, () => [demoDay()]],
  [
    'its size',
    'demo',
    /It has (\d+) orders, (\d+) subscriptions in \w+ currencies, and (\d+) days of snapshots/,
    () => [demoHas('ORDERS'), demoHas('SUBSCRIPTIONS'), DEMO_DAYS],
  ],
  ['its orders in the export', 'demo', /a CSV file with (\d+) orders/, () => [demoHas('ORDERS')]],
  [
    'orders of a page',
    'demo',
    /the newest (\d+) orders/,
    () => [source('src/service/web/desk/order-pages.ts', /^const PAGE = (\d+);/m)],
  ],
  ['its people', 'demo', /^\| 1 \| sign in as `([^`]+)`/, () => [demoEmail('ops')]],
  ['its people', 'demo', /^\| 14 \| sign out, sign in as `([^`]+)`/, () => [demoEmail('analyst')]],
  ['its people', 'demo', /^\| 15 \| sign out, sign in as `([^`]+)`/, () => [demoEmail('customer')]],
  ['its password', 'docker', /with the password `([^`]+)`/, () => [DEMO_PASSWORD]],
];
