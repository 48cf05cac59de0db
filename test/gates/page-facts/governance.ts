import { inventoryRows } from '../../../src/service/db/classification.ts';
import { erasePersonal } from '../../../src/service/privacy/erase-text.ts';
import type { Fact } from './page-text.ts';

/** The ground on which a column is kept, without the words that some tables add to it. */
function basisOf(column: string): string {
  const row = inventoryRows().find((one) => `${one.table}.${one.column}` === column);
  return row?.basis.replace(/^(legitimate interest): .*/, '$1') ?? 'no such column';
}

/** Of these fields those that are erased wherever they stand. */
function erased(fields: Readonly<Record<string, string>>): string {
  const nobody = /(?!)/;
  const left = JSON.stringify(
    erasePersonal(Object.fromEntries(Object.keys(fields).map((name) => [name, 'kept'])), nobody),
  );
  const gone = Object.entries(fields).filter(([name]) => !left.includes(`"${name}":"kept"`));
  return gone.map(([, word]) => word).join(', ');
}

/** On what ground data is kept, and what erasure takes out of it. */
export const GOVERNANCE: readonly Fact[] = [
  [
    'orders',
    'governance',
    /^\| to fulfil .* \| ([^|]+) \| email of the order \|$/,
    () => [basisOf('orders.customer_email')],
  ],
  ['payments', 'governance', /^\| to account for money \| ([^|]+) \| /, () => [basisOf('payments.amount_minor')]],
  [
    'events',
    'governance',
    /^\| to account for money \| ([^|]+) \| .*, events of Stripe \|$/,
    () => [basisOf('stripe_events.body')],
  ],
  ['staff', 'governance', /^\| to let staff sign in \| ([^|]+) \| email and/, () => [basisOf('users.email')]],
  [
    'passwords',
    'governance',
    /^\| to let staff sign in \| ([^|]+) \| .* password hash/,
    () => [basisOf('users.password_hash')],
  ],
  ['guessing', 'governance', /^\| to stop guessing .* \| ([^|]+) \| hashes/, () => [basisOf('sign_in_attempts.key')]],
  [
    'who did what',
    'governance',
    /^\| to show who did what \| ([^|]+) \| audit/,
    () => [basisOf('audit_entries.actor')],
  ],
  [
    'what erasure takes out of events',
    'governance',
    /^\| raw events \| (.*) \| they are the evidence/,
    () => [erased({ name: 'names', email: 'emails', address: 'addresses', phone: 'phone numbers', amount: 'amounts' })],
  ],
];
