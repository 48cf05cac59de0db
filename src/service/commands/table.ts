import { json, type Command } from './command.ts';
import { BACKUP_COMMANDS } from './table-backups.ts';
import { OPERATIONS_COMMANDS } from './table-operations.ts';
import { PEOPLE_COMMANDS } from './table-people.ts';
import { SETUP_COMMANDS } from './table-setup.ts';
import { TRIAGE_COMMANDS } from './table-triage.ts';

/** All commands. Each loads its own code when it runs, so that a small one starts at once. */
export const COMMANDS: readonly Command[] = [
  ...OPERATIONS_COMMANDS,
  ...SETUP_COMMANDS,
  ...TRIAGE_COMMANDS,
  {
    words: 'worker',
    operands: [],
    doc: 'run jobs until SIGTERM; of several workers one runs each job',
    options: {},
    run: async (call) => (await import('./worker.ts')).work(call),
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
    words: 'orders cancel',
    operands: ['ID'],
    doc: 'cancel an order that nobody has paid; it is audited',
    options: { yes: { type: 'boolean', doc: 'confirm' } },
    run: async (call) => (await import('./orders-cancel.ts')).cancelOrder(call),
  },
  {
    words: 'refunds',
    operands: [],
    doc: 'list the refunds, oldest first',
    options: json,
    run: async (call) => (await import('./lists.ts')).printRefunds(call),
  },
  {
    words: 'refunds requests',
    operands: [],
    doc: 'list the refunds that were asked for here, those that Stripe has not answered first',
    options: json,
    run: async (call) => (await import('./lists.ts')).printRefundRequests(call),
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
    doc: 'compare Stripe with Till for a window, look again at every issue, and keep them; exit 1 if one is open',
    options: {
      from: { type: 'string', doc: 'begin: a date (midnight UTC) or an instant' },
      to: { type: 'string', doc: 'end, not included: a date or an instant' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./reconcile.ts')).reconcile(call),
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
    words: 'export',
    operands: ['KIND'],
    doc: 'write orders, payments, refunds or subscriptions as CSV; audited with filter and row count',
    options: {
      from: { type: 'string', doc: 'begin: a date (midnight UTC) or an instant' },
      to: { type: 'string', doc: 'end, not included: a date or an instant' },
      out: { type: 'string', doc: 'a new file instead of stdout' },
      pii: { type: 'boolean', doc: 'with personal data' },
    },
    run: async (call) => (await import('./export.ts')).exportRows(call),
  },
  {
    words: 'snapshots',
    operands: [],
    doc: 'list the figures of closed days, the newest version of each day and currency',
    options: {
      from: { type: 'string', doc: 'first day, such as 2026-11-01' },
      to: { type: 'string', doc: 'last day, included' },
      currency: { type: 'string', doc: 'one currency only' },
      versions: { type: 'boolean', doc: 'all versions, the newest first' },
      ...json,
    },
    run: async (call) => (await import('./snapshots.ts')).printSnapshots(call),
  },
  {
    words: 'snapshot rebuild',
    operands: [],
    doc: 'compute closed days again; figures that changed become a new version, and the old one stays',
    options: {
      from: { type: 'string', doc: 'first day, such as 2026-11-01' },
      to: { type: 'string', doc: 'last day, included; it must have ended in UTC' },
      reason: { type: 'string', doc: 'why; it is kept with each new version' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./snapshot-rebuild.ts')).rebuild(call),
  },
  {
    words: 'subscriptions',
    operands: [],
    doc: 'list the subscriptions with what each is worth a month',
    options: json,
    run: async (call) => (await import('./lists.ts')).printSubscriptions(call),
  },
  ...BACKUP_COMMANDS,
  ...PEOPLE_COMMANDS,
];
