import type { Command } from './command.ts';

/** Commands about backups. */
export const BACKUP_COMMANDS: readonly Command[] = [
  {
    words: 'backup',
    operands: ['FILE'],
    doc: 'write one snapshot of all tables into a file, encrypted where BACKUP_KEY is set',
    options: {
      record: { type: 'boolean', doc: 'keep a record of it, for alerts' },
      yes: { type: 'boolean', doc: 'replace FILE if it is there' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./backup.ts')).backup(call),
  },
  {
    words: 'backups',
    operands: [],
    doc: 'read every scheduled backup from end to end and list them, newest first; exit 1 if one is not good or there is none',
    options: {
      last: { type: 'string', doc: 'only so many, the newest' },
      newest: { type: 'boolean', doc: 'print the name of the newest good one, and nothing else' },
      json: { type: 'boolean', doc: 'print one JSON array' },
    },
    run: async (call) => (await import('./backups.ts')).printBackups(call),
  },
  {
    words: 'restore',
    operands: ['FILE'],
    doc: 'check a backup and restore it into an empty database, compare it with one, or try it in a drill',
    options: {
      into: { type: 'string', doc: 'URL of an empty database, as the role that is to own the tables' },
      validate: { type: 'boolean', doc: 'compare rows, checksums, audit chain and revenue; exit 1 if they differ' },
      against: { type: 'string', doc: 'URL of the database to compare with' },
      drill: {
        type: 'boolean',
        doc: 'restore into a scratch database, compare, drop it, record it; prints RTO and RPO',
      },
      yes: { type: 'boolean', doc: 'restore a backup that is not encrypted though BACKUP_KEY is set' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./restore.ts')).restore(call),
  },
];
