import type { Command, Option } from './command.ts';

const json = { json: { type: 'boolean', doc: 'print one JSON array' } } as const satisfies Record<string, Option>;

/** All commands. Each loads its own code when it runs, so that a small one starts at once. */
export const COMMANDS: readonly Command[] = [
  {
    words: 'serve',
    operands: [],
    doc: 'answer HTTP until SIGTERM; without DATABASE_URL also start and migrate the embedded server',
    options: {},
    run: async (call) => (await import('./serve.ts')).serve(call),
  },
  {
    words: 'migrate',
    operands: [],
    doc: 'bring the database up to date, all or nothing',
    options: {},
    run: async (call) => (await import('./migrate.ts')).runMigrations(call),
  },
  {
    words: 'mrr',
    operands: [],
    doc: 'monthly recurring revenue now, one total per currency',
    options: json,
    run: async (call) => (await import('./mrr.ts')).printRevenue(call),
  },
  {
    words: 'mrr vectors',
    operands: ['FILE'],
    doc: 'compute the subscriptions of a vector file: ID mrr gross committed; exit 1 if one differs from what it expects',
    options: {},
    run: async (call) => (await import('./mrr-vectors.ts')).runVectorFile(call),
  },
  {
    words: 'orders',
    operands: [],
    doc: 'list the orders, oldest first',
    options: json,
    run: async (call) => (await import('./lists.ts')).printOrders(call),
  },
  {
    words: 'orders create',
    operands: [],
    doc: 'create a pending order and print it',
    options: {
      amount: { type: 'string', doc: 'amount in minor units, such as 2000' },
      currency: { type: 'string', doc: 'ISO 4217 currency, such as gbp' },
      email: { type: 'string', doc: "the customer's email" },
      id: { type: 'string', doc: 'an id of your own, starting with ord_' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./orders-create.ts')).createOrder(call),
  },
  {
    words: 'events',
    operands: [],
    doc: 'list the received events, in order of arrival',
    options: json,
    run: async (call) => (await import('./lists.ts')).printEvents(call),
  },
  {
    words: 'refunds',
    operands: [],
    doc: 'list the refunds, oldest first',
    options: json,
    run: async (call) => (await import('./lists.ts')).printRefunds(call),
  },
  {
    words: 'refunds create',
    operands: ['ORDER'],
    doc: 'refund an order through Stripe, in whole or in part, once per key',
    options: {
      amount: { type: 'string', doc: 'amount in minor units; without it all that is left' },
      reason: { type: 'string', doc: 'duplicate, fraudulent or requested_by_customer' },
      key: { type: 'string', doc: 'idempotency key: the same key again is the same refund' },
      yes: { type: 'boolean', doc: 'confirm that money moves' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./refunds-create.ts')).createRefund(call),
  },
  {
    words: 'reconcile',
    operands: [],
    doc: 'compare Stripe with Till for a window and keep the issues; exit 1 if one in it is open',
    options: {
      from: { type: 'string', doc: 'begin: a date (midnight UTC) or an instant' },
      to: { type: 'string', doc: 'end, not included: a date or an instant' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./reconcile.ts')).reconcile(call),
  },
  {
    words: 'issues',
    operands: [],
    doc: 'list the differences between Stripe and Till, open ones first',
    options: json,
    run: async (call) => (await import('./issues.ts')).printIssues(call),
  },
  {
    words: 'issues resolve',
    operands: ['ID'],
    doc: 'resolve an open issue by hand, with the reason; it is audited',
    options: {
      reason: { type: 'string', doc: 'how it was settled' },
      yes: { type: 'boolean', doc: 'confirm' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./issues.ts')).resolveByHand(call),
  },
  {
    words: 'audit',
    operands: [],
    doc: 'list the audit entries in order',
    options: json,
    run: async (call) => (await import('./audit.ts')).printAudit(call),
  },
  {
    words: 'audit verify',
    operands: [],
    doc: 'follow the chain of audit entries; exit 1 and the first broken one if it does not hold',
    options: { json: { type: 'boolean', doc: 'print one JSON object' } },
    run: async (call) => (await import('./audit.ts')).verifyChain(call),
  },
  {
    words: 'subscriptions',
    operands: [],
    doc: 'list the subscriptions with what each is worth a month',
    options: json,
    run: async (call) => (await import('./lists.ts')).printSubscriptions(call),
  },
];
