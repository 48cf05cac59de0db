import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import { type Db, openDb } from '../db/open-db.ts';
import { DEMO_PASSWORD } from '../demo/seed-demo-pg.ts';
import type { CheckContext, Settings } from '../deploy-check/check.ts';
import { NotReached } from '../deploy-check/outcome.ts';
import { createWeb } from '../deploy-check/web.ts';
import { listEndpoints } from '../stripe/list-endpoints-stripe.ts';
import type { CheckWorld } from './check.ts';
import { inspectServer, trySignedIn } from './inspect-server.ts';
import { type DatabaseAddress, findDatabase } from './with-database.ts';

/** What a context is made of. */
export interface ContextParts extends CheckWorld {
  readonly settings: Settings;
  readonly askedUrl: URL;
  readonly strict: boolean;
}

// The first is tried on everybody who may sign in; the rest are what people choose when nobody looks.
const KNOWN_PASSWORDS = [
  DEMO_PASSWORD,
  'password',
  'password1234',
  'changeme',
  'change-me-now',
  'admin',
  'administrator',
  'letmein',
  'correct horse battery staple',
];

/** Lends checks the world: nothing is opened before a check asks for it, and all is closed at the end. */
export async function withContext<T>(parts: ContextParts, work: (context: CheckContext) => Promise<T>): Promise<T> {
  const { settings, clock, machine } = parts;
  const { config } = settings;
  const opened = once(() => openDatabase(settings));
  const publicUrl = config.PUBLIC_BASE_URL === undefined ? parts.askedUrl : new URL(config.PUBLIC_BASE_URL);
  const ca = parts.ca === undefined ? {} : { ca: parts.ca };
  try {
    return await work({
      ...settings,
      strict: parts.strict,
      machine,
      clock,
      knownPasswords: KNOWN_PASSWORDS,
      web: createWeb({ publicUrl, askedUrl: parts.askedUrl, clock, ...ca }),
      database: async (read) => reaching('the database', async () => read((await opened()).db)),
      server: once(() => inspectServer({ config, createServer: parts.createServer })),
      signedIn: once(() =>
        reaching('signing in', async () => {
          const { address } = await opened();
          return trySignedIn({ config, createServer: parts.createServer }, address.url);
        }),
      ),
      stripe: once(() => listEndpoints(parts.stripe(config), clock)),
    });
  } finally {
    await opened.close(async ({ db, address }) => {
      await db.destroy();
      await address.stop();
    });
  }
}

interface Opened {
  readonly db: Db;
  readonly address: DatabaseAddress;
}

async function openDatabase({ config, faults }: Settings): Promise<Opened> {
  if (config.TILL_MODE !== 'development' && config.DATABASE_URL === undefined)
    throw new NotReached(faults.get('DATABASE_URL') ?? 'DATABASE_URL is not set');
  const address = await findDatabase(config);
  return { db: openDb(address.url, { connections: 2 }), address };
}

async function reaching<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotReached) throw error;
    throw new NotReached(`${what}: ${redactText(errorText(error))}`);
  }
}

interface Once<T> {
  (): Promise<T>;
  /** Ends what was made, if it was. */
  close(end: (made: T) => Promise<void>): Promise<void>;
}

function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  const get = () => (made ??= make());
  const close = async (end: (made: T) => Promise<void>) => {
    const value = await made?.catch(() => undefined);
    if (value !== undefined) await end(value);
  };
  return Object.assign(get, { close });
}
