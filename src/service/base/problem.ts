/** Every problem code of Till and what it is about; codes are permanent. */
export const PROBLEM_CODES = {
  'config-unknown': 'An environment variable with one of our prefixes that Till does not know.',
  'config-malformed': 'An environment variable whose value cannot be used.',
  'config-missing': 'An environment variable that this mode needs.',
  'config-forbidden': 'An environment variable that this mode refuses.',
  'usage-wrong': 'A command line that names no command, or gives wrong options or values.',
  'file-unreadable': 'A file that is not there or cannot be read.',
  'file-unwritable': 'A file that cannot be written.',
  'alerts-malformed': 'A file of alert rules, or one rule in it, that till alerts cannot judge.',
  'history-malformed': 'A history of figures with a line that till alerts did not write.',
  'vectors-malformed': 'An MRR vector file, or one vector in it, that has the wrong shape.',
  'order-exists': 'An order id that is already taken.',
  'order-unknown': 'An order id that names no order.',
  'order-not-pending': 'An order that was to be canceled and is not pending.',
  'order-malformed': 'An order whose amount, currency or email cannot be used.',
  'refund-refused': 'A refund that the order does not allow, or that Stripe refused.',
  'refund-unknown': 'A refund that Stripe has not answered; it stays open and is asked for again under its key.',
  'stripe-failed': 'Stripe refused what was read, or did not answer after several tries.',
  'reconciliation-running': 'Another reconciliation of this database is under way.',
  'issue-not-open': 'An issue id that names no open issue.',
  'event-not-parked': 'An event id that names no event that waits for a person.',
  'migration-unknown': 'A migration name that this program does not have.',
  'job-unknown': 'A job name that names no job.',
  'snapshot-day-open': 'A snapshot of a day that has not ended.',
  'snapshot-running': 'Another rebuild of snapshots is under way.',
  'export-busy': 'An export while others are running.',
  'subject-malformed': 'A person named by something other than an email or a Stripe customer id.',
  'demo-refused': 'The demo in production, or in a database with other data.',
  'user-exists': 'An email under which somebody signs in already.',
  'user-unknown': 'An email under which nobody signs in.',
  'backup-exists': 'A backup that would replace a file.',
  'backup-failed': 'A backup that could not be written.',
  'backup-damaged': 'A backup file that is cut off, altered, or no backup at all.',
  'backup-newer': 'A backup in a format, or with migrations, that this program does not know.',
  'backup-key-wrong': 'An encrypted backup without its key, or with another one.',
  'target-not-empty': 'A restore into a database that holds something.',
  'restore-failed': 'A restore that was rolled back.',
  'skip-malformed': 'A list of exceptions to the deploy check, or one of its entries, that cannot be used.',
  'skip-expired': 'An exception to the deploy check whose date has passed.',
  'drill-running': 'A restore drill while another one is under way.',
  'not-confirmed': 'A command that moves money or destroys, without --yes.',
  'postgres-missing': 'No PostgreSQL binaries for this machine.',
  'postgres-failed': 'The embedded PostgreSQL did not start.',
  'database-unreachable': 'The database does not answer, or refuses us.',
  'migration-failed': 'A migration failed; it was rolled back.',
} as const;

/** A permanent name of a problem. */
export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Something wrong with what we were given or with our machinery, in words for the person who can mend it. */
export interface Problem {
  readonly code: ProblemCode;
  readonly title: string;
  readonly hint: string;
}

/** Stops what was asked for; carries every problem found, so that all can be mended at once. */
export class Refused extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.title).join('; '));
    this.name = 'Refused';
    this.problems = problems;
  }
}

/** A Refused with a single problem. */
export function refused(code: ProblemCode, title: string, hint: string): Refused {
  return new Refused([{ code, title, hint }]);
}

/** The one line that a person reads for a problem. */
export function problemLine(problem: Problem): string {
  return `${problem.code}: ${problem.title} (hint: ${problem.hint})`;
}
