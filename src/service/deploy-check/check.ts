import type { Clock } from '../base/clock.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/open-db.ts';
import type { StripeFacts } from '../stripe/list-endpoints-stripe.ts';
import type { Outcome } from './outcome.ts';
import type { ServerFacts, SignedInFacts } from './server-facts.ts';
import type { Web } from './web.ts';

/** Settings that could be read, and what was wrong with those that could not: name → words. */
export interface Settings {
  readonly config: Config;
  readonly faults: ReadonlyMap<string, string>;
}

/** What the machine says of itself. `exampleValues` are the values of the example environment files that ship with Till. */
export interface Machine {
  readonly nodeVersion: string;
  readonly nodeArguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly exampleValues: ReadonlySet<string>;
}

/** All that a check may look at. What does not answer throws NotReached; each fact is asked for once. */
export interface CheckContext extends Settings {
  /** Whether all is judged as in production: there, and elsewhere with `--strict`. */
  readonly strict: boolean;
  readonly machine: Machine;
  readonly clock: Clock;
  /** Passwords that everybody knows. */
  readonly knownPasswords: readonly string[];
  readonly web: Web;
  /** Reads with the application's own handle. */
  readonly database: <T>(read: (db: Db) => Promise<T>) => Promise<T>;
  /** A server made here from the same settings. */
  readonly server: () => Promise<ServerFacts>;
  /** The same with somebody signed in for a moment. */
  readonly signedIn: () => Promise<SignedInFacts>;
  readonly stripe: () => Promise<StripeFacts>;
}

/** What a finding is worth: `info` never fails. */
export type Level = 'error' | 'warning' | 'info';

/** One check as one value: the run, the report and the reference page come from it. */
export interface Check {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly doc: string;
  /** `settings`: needs nothing but the environment. `running`: asks the server, the database or Stripe. */
  readonly from: 'settings' | 'running';
  readonly run: (context: CheckContext) => Promise<Outcome> | Outcome;
}
