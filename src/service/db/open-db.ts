import { Kysely, PostgresDialect } from 'kysely';
import { Pool, TypeOverrides, types } from 'pg';
import type { Tables } from './tables.ts';

/** A handle on Till's database, or on one transaction in it. */
export type Db = Kysely<Tables>;

/** How a handle is opened; `statementTimeoutMs` 0 sets no limit, which only long work of the owner needs. */
export interface DbOptions {
  /** `app`, the default: every session takes the role `till_app`. `owner`: it keeps the role that the URL names. */
  readonly as?: 'app' | 'owner';
  readonly statementTimeoutMs?: number;
  readonly connections?: number;
  readonly onIdleError?: (error: Error) => void;
}

/** Opens a pooled handle. int8 comes as number and is refused past 2^53, date as text; the session runs in UTC. Close it with `destroy`. */
export function openDb(url: string, options: DbOptions = {}): Db {
  const pool = new Pool({
    connectionString: url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
    options: sessionSettings(options),
    types: columnParsers(),
  });
  // Without a listener an idle connection that the server ends would end our process too.
  pool.on('error', options.onIdleError ?? (() => undefined));
  // So would one that is taken, between two statements; the next statement fails and says why.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  POOLS.set(db, pool);
  return db;
}

/** How values come from the database: int8 as number, refused past 2^53, date as text. */
export function columnParsers(): TypeOverrides {
  const parsers = new TypeOverrides();
  parsers.setTypeParser(types.builtins.INT8, safeInteger);
  parsers.setTypeParser(types.builtins.DATE, (text: string) => text);
  return parsers;
}

const POOLS = new WeakMap<Db, Pool>();

/** The pool behind a handle of openDb, for COPY, which Kysely does not have. */
export function poolOf(db: Db): Pool {
  const pool = POOLS.get(db);
  if (pool === undefined) throw new TypeError('this handle was not opened here, or is a transaction');
  return pool;
}

/** The settings with which every session begins, as PostgreSQL's `options` take them. */
export function sessionSettings({ as = 'app', statementTimeoutMs = 15_000 }: DbOptions = {}): string {
  const role = as === 'app' ? ' -c role=till_app' : '';
  return `-c timezone=UTC -c statement_timeout=${statementTimeoutMs} -c lock_timeout=10000${role}`;
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 past 2^53: ${text}`);
  return value;
}
