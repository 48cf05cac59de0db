import { isPassword } from '../auth/password.ts';
import type { Check, CheckContext } from './check.ts';
import { finding, held, notApplicable, type Outcome } from './outcome.ts';
import { readPeople, type Person } from './read-database-pg.ts';

const DEMO_EMAIL = /^demo\.|@(?:.*\.)?(?:demo\.example|example\.(?:com|org|net))$/i;
// A password takes 20 ms on one core: customers are many, so only the newest are tried, and with one password.
const CUSTOMERS = 200;
const AT_ONCE = 4;

interface Trial {
  readonly person: Person;
  readonly password: string;
}

async function nobodyKnown({ config, strict, database, knownPasswords }: CheckContext): Promise<Outcome> {
  if (!strict) return notApplicable(`mode ${config.TILL_MODE} may hold the demo`);
  const people = await database(readPeople);
  const hint = 'till user disable EMAIL, or till user password EMAIL';
  const demo = people.filter(({ email }) => DEMO_EMAIL.test(email));
  if (demo.length > 0) return finding(`${demo.length} with an email of the demo may sign in`, hint);
  const known = await findKnown(collectTrials(people, knownPasswords));
  if (known.length > 0) return finding(`${known.length} sign in with a password that everybody knows`, hint);
  const customers = people.filter(({ role }) => role === 'customer').length;
  const staff = people.length - customers;
  return held(`${staff} of staff, ${Math.min(customers, CUSTOMERS)} of ${customers} customers`);
}

function collectTrials(people: readonly Person[], passwords: readonly string[]): readonly Trial[] {
  const staff = people.filter(({ role }) => role !== 'customer');
  const customers = people.filter(({ role }) => role === 'customer').slice(0, CUSTOMERS);
  return [
    ...staff.flatMap((person) => passwords.map((password) => ({ person, password }))),
    ...customers.flatMap((person) => passwords.slice(0, 1).map((password) => ({ person, password }))),
  ];
}

async function findKnown(trials: readonly Trial[]): Promise<readonly string[]> {
  const known: string[] = [];
  for (let start = 0; start < trials.length; start += AT_ONCE) {
    const group = trials.slice(start, start + AT_ONCE);
    const fits = await Promise.all(group.map(({ person, password }) => isPassword(password, person.password_hash)));
    known.push(...group.filter((_, index) => fits[index]).map(({ person }) => person.email));
  }
  return known;
}

/** Who may sign in. */
export const PEOPLE_CHECKS: readonly Check[] = [
  {
    id: 'auth.E601',
    level: 'error',
    title: 'nobody has a default password, and no demo user is left',
    doc: `In production no user who may sign in has an email of the demo or of example.com, and the hash of no password fits one that everybody knows: all of them are tried on staff, the first on the newest ${CUSTOMERS} customers.`,
    from: 'running',
    run: nobodyKnown,
  },
];
