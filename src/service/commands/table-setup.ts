import type { Command } from './command.ts';

/** Commands that prepare a new installation. */
export const SETUP_COMMANDS: readonly Command[] = [
  {
    words: 'setup secrets',
    operands: ['DIR'],
    doc: 'write the secrets that a new installation lacks into files; what is there stays, and in mode production those of Stripe must be',
    options: {
      host: { type: 'string', doc: "name of the database's machine, in its certificate and addresses; default db" },
      readers: { type: 'string', doc: 'numbers of the users that read them, DATABASE:TILL; default who runs this' },
    },
    run: async (call) => (await import('./setup-secrets.ts')).setupSecrets(call),
  },
  {
    words: 'setup roles',
    operands: [],
    doc: 'make the roles and the database that DATABASE_URL and DATABASE_OWNER_URL name; again it sets the passwords',
    options: { as: { type: 'string', doc: 'file with the address of a superuser' } },
    run: async (call) => (await import('./setup-roles.ts')).setupRoles(call),
  },
];
