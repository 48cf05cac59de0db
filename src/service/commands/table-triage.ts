import { json, type Command } from './command.ts';

const decision = {
  reason: { type: 'string', doc: 'how it was settled' },
  yes: { type: 'boolean', doc: 'confirm' },
} as const;
const one = { json: { type: 'boolean', doc: 'print one JSON object' } } as const;

/** Commands for what went wrong: jobs, events and issues that want a person. */
export const TRIAGE_COMMANDS: readonly Command[] = [
  {
    words: 'jobs',
    operands: [],
    doc: 'list the jobs with their last run, how it ended, and their next run',
    options: { failed: { type: 'boolean', doc: 'list the runs of 30 days that failed for good' }, ...json },
    run: async (call) => (await import('./jobs.ts')).printJobs(call),
  },
  {
    words: 'jobs run',
    operands: ['NAME'],
    doc: 'let a worker run a job now and wait for its end, a minute at most; exit 1 if it failed or no worker took it',
    options: one,
    run: async (call) => (await import('./jobs-run.ts')).runJobNow(call),
  },
  {
    words: 'events',
    operands: [],
    doc: 'list the received events, in order of arrival',
    options: { status: { type: 'string', doc: 'of one status: stored, processed, ignored or parked' }, ...json },
    run: async (call) => (await import('./lists.ts')).printEvents(call),
  },
  {
    words: 'events retry',
    operands: ['ID'],
    doc: 'try a parked event again, or all of them with the word all; exit 1 if one stays parked',
    options: json,
    run: async (call) => (await import('./events.ts')).retryEvents(call),
  },
  {
    words: 'events dismiss',
    operands: ['ID'],
    doc: 'set a parked event aside for good, with the reason; it is audited',
    options: decision,
    run: async (call) => (await import('./events.ts')).dismissParked(call),
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
    options: { ...decision, ...one },
    run: async (call) => (await import('./issues.ts')).resolveByHand(call),
  },
  {
    words: 'issues accept',
    operands: ['ID'],
    doc: 'live with a difference as it is now, with the reason; it opens again if it changes; audited',
    options: { ...decision, ...one },
    run: async (call) => (await import('./issues.ts')).acceptByHand(call),
  },
];
