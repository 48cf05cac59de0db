import { openDb } from '../service/db/open-db.ts';
import { readConfig } from '../service/read-config.ts';
import { createTill } from '../service/till.ts';
import type { RouteAccess } from '../service/web/access.ts';
import { createServer } from '../service/web/server.ts';

/** Every route of the server, by path and method, as a server made from default settings has them. */
export async function readRoutes(): Promise<readonly RouteAccess[]> {
  // Never used, so never connected.
  const db = openDb('postgres://127.0.0.1/none', { connections: 1 });
  const config = readConfig({ LOG_LEVEL: 'silent' });
  const app = await createServer(createTill({ db, config, clock: () => 0, onSettled: () => undefined }), config);
  try {
    await app.ready();
    return app.routeTable.toSorted((a, b) => place(a).localeCompare(place(b), 'en'));
  } finally {
    await app.close();
    await db.destroy();
  }
}

const place = ({ method, url }: RouteAccess): string => `${url} ${method}`;
