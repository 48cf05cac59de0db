import { pendingMigrations } from '../db/migrate.ts';
import type { Check, CheckContext } from './check.ts';
import { finding, held, notApplicable, type Outcome } from './outcome.ts';
import { readExcessRights, readSession } from './read-database-pg.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

async function verifiedTls({ config, strict, database, faults }: CheckContext): Promise<Outcome> {
  const hint = 'end DATABASE_URL with ?sslmode=verify-full, and &sslrootcert=FILE for an authority of your own';
  const { DATABASE_URL: text } = config;
  const words = faults.get('DATABASE_URL');
  if (words !== undefined) return finding(words, hint);
  if (text === undefined) return notApplicable('the embedded server is on this machine');
  const url = new URL(text);
  if (!strict && LOOPBACK.has(url.hostname)) return notApplicable('the database is on this machine');
  const sslmode = url.searchParams.get('sslmode');
  if (sslmode !== 'verify-full')
    return finding(`DATABASE_URL has ${sslmode === null ? 'no sslmode' : `sslmode=${sslmode}`}`, hint);
  const { tls } = await database(readSession);
  return tls ? held('verify-full') : finding('the session is not encrypted', hint);
}

async function rowsStay({ strict, database }: CheckContext): Promise<Outcome> {
  const rights = await database(readExcessRights);
  // Elsewhere than in production one URL may serve the owner and the application.
  const judged = strict ? rights : rights.filter(({ is_login }) => !is_login);
  const [first] = judged;
  if (first === undefined) return held();
  const hint = first.is_login
    ? 'let Till sign in as a role that owns nothing and is a member of till_app; name the owner in DATABASE_OWNER_URL'
    : 'let DATABASE_URL name no options of its own, and take the right back';
  return finding(`the role ${first.role} may ${judged.map(({ what }) => what).join(', ')}`, hint);
}

async function migrated({ database }: CheckContext): Promise<Outcome> {
  const pending = await database(pendingMigrations);
  return pending.length === 0 ? held() : finding(`pending: ${pending.join(', ')}`, 'run till migrate');
}

async function utc({ database }: CheckContext): Promise<Outcome> {
  const { timezone } = await database(readSession);
  const isUtc = timezone === 'UTC' || timezone === 'Etc/UTC';
  return isUtc ? held(timezone) : finding(`the session is in ${timezone}`, 'take timezone out of DATABASE_URL');
}

async function timeouts({ database }: CheckContext): Promise<Outcome> {
  const session = await database(readSession);
  const names = ['statement_timeout', 'lock_timeout'] as const;
  const missing = names.filter((name) => session[name] === '0');
  if (missing.length === 0) return held(names.map((name) => `${name} ${session[name]}`).join(', '));
  return finding(`no ${missing.join(' and no ')}`, 'take options out of DATABASE_URL; Till sets them');
}

/** The database as the application's own session finds it. */
export const DATABASE_CHECKS: readonly Check[] = [
  {
    id: 'db.E301',
    level: 'error',
    title: 'the database is reached over verified TLS',
    doc: 'DATABASE_URL says sslmode=verify-full, and the server says that the session is encrypted. Outside of production a database on this machine needs none.',
    from: 'running',
    run: verifiedTls,
  },
  {
    id: 'db.E302',
    level: 'error',
    title: 'the application cannot alter audit or events',
    doc: 'The role of the session may not change or remove audit entries, nor remove events or change what was received. In production the role that signed in is judged too: a session may return to it.',
    from: 'running',
    run: rowsStay,
  },
  {
    id: 'db.E303',
    level: 'error',
    title: 'no migration is pending',
    doc: 'The database has every migration of this program.',
    from: 'running',
    run: migrated,
  },
  {
    id: 'db.W304',
    level: 'warning',
    title: 'the session is in UTC',
    doc: "The session's timezone is UTC.",
    from: 'running',
    run: utc,
  },
  {
    id: 'db.W305',
    level: 'warning',
    title: 'statements and locks have a time limit',
    doc: "The session's statement_timeout and lock_timeout are not 0.",
    from: 'running',
    run: timeouts,
  },
];
