import { json, type Command } from './command.ts';

/** Commands about people: who may sign in, and whose data is kept. */
export const PEOPLE_COMMANDS: readonly Command[] = [
  {
    words: 'users',
    operands: [],
    doc: 'list who may sign in',
    options: json,
    run: async (call) => (await import('./users.ts')).printUsers(call),
  },
  {
    words: 'user create',
    operands: ['EMAIL'],
    doc: 'let a person sign in; prints a new password once, unless one comes on stdin',
    options: {
      role: { type: 'string', doc: 'admin, ops, analyst or customer' },
      'password-stdin': { type: 'boolean', doc: 'read the password from stdin' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./users.ts')).createUser(call),
  },
  {
    words: 'user role',
    operands: ['EMAIL', 'ROLE'],
    doc: 'give a person another role and end their sessions',
    options: { yes: { type: 'boolean', doc: 'confirm' } },
    run: async (call) => (await import('./users.ts')).changeRole(call),
  },
  {
    words: 'user password',
    operands: ['EMAIL'],
    doc: 'give a person a new password and end their sessions',
    options: {
      'password-stdin': { type: 'boolean', doc: 'read the password from stdin' },
      yes: { type: 'boolean', doc: 'confirm' },
    },
    run: async (call) => (await import('./users.ts')).changePassword(call),
  },
  {
    words: 'user disable',
    operands: ['EMAIL'],
    doc: 'let a person sign in no more and end their sessions',
    options: { yes: { type: 'boolean', doc: 'confirm' } },
    run: async (call) => (await import('./users.ts')).disableUser(call),
  },
  {
    words: 'user enable',
    operands: ['EMAIL'],
    doc: 'let a disabled person sign in again',
    options: { yes: { type: 'boolean', doc: 'confirm' } },
    run: async (call) => (await import('./users.ts')).enableUser(call),
  },
  {
    words: 'user unlock',
    operands: ['EMAIL'],
    doc: 'forget the wrong passwords of an email, so that it may try again at once; audited',
    options: { address: { type: 'string', doc: 'forget those of this network address too' } },
    run: async (call) => (await import('./users.ts')).unlockUser(call),
  },
  {
    words: 'privacy export',
    operands: ['SUBJECT'],
    doc: 'print all that Till holds of a person, by email or Stripe customer id, as JSON; audited',
    options: {},
    run: async (call) => (await import('./privacy.ts')).exportPerson(call),
  },
  {
    words: 'privacy erase',
    operands: ['SUBJECT'],
    doc: "erase a person's data everywhere, raw events and audit words too; money stays; audited",
    options: {
      yes: { type: 'boolean', doc: 'confirm' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./privacy.ts')).erasePerson(call),
  },
  {
    words: 'privacy inventory',
    operands: [],
    doc: 'list every column with its purpose, basis, retention and what erasure does',
    options: json,
    run: async (call) => (await import('./privacy.ts')).printInventory(call),
  },
  {
    words: 'retention run',
    operands: [],
    doc: 'erase what is older than its retention; the daily job does the same',
    options: {
      yes: { type: 'boolean', doc: 'confirm' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./privacy.ts')).runRetentionNow(call),
  },
];
