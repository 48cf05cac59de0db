import type { Config } from '../config.ts';
import type { Till } from '../till.ts';

/** Where a process that runs jobs writes what happens; fields first, as the web server's log has it. */
export interface JobLog {
  info(fields: object, words: string): void;
  warn(fields: object, words: string): void;
  error(fields: object, words: string): void;
}

/** What a job is given. `signal` is aborted when its result can no longer count: it should end then. */
export interface JobParts {
  readonly till: Till;
  readonly config: Config;
  /** The database's address, for a job that works as the tables' owner; DATABASE_OWNER_URL goes before it. */
  readonly url: string;
  /** This program's version. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** When the job was last done, not counting runs that were skipped. */
  readonly lastDone: Date | undefined;
}

/** How a run ended that did not fail, in words for people, without personal data. `skipped` had nothing to work with. */
export interface JobOutcome {
  readonly kind: 'done' | 'skipped';
  readonly words: string;
}

/** One job as one value: schedule, worker and list all come from it. A run that throws is tried again, so it must bear being run twice. */
export interface Job {
  /** Lower-case words with hyphens; permanent. */
  readonly name: string;
  /** Five fields, in UTC; unless settings say otherwise. */
  readonly cron: string;
  /** The same by the settings, for a job whose time can be set. */
  readonly cronBy?: (config: Config) => string;
  readonly doc: string;
  readonly run: (parts: JobParts) => Promise<JobOutcome>;
}

/** A run that did its work. */
export const done = (words: string): JobOutcome => ({ kind: 'done', words });

/** A run that had nothing to work with, and why. */
export const skipped = (words: string): JobOutcome => ({ kind: 'skipped', words });
