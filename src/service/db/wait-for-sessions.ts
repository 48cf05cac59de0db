import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const PATIENCE_MS = 10_000;

/** Waits until no other session works on the server at `url`, at most ten seconds; a server that is gone has none. */
export async function waitForSessions(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const began = Date.now(); Date.now() - began < PATIENCE_MS; await sleep(100)) {
      const { rows } = await client.query<{ others: number }>(OTHERS);
      if (rows[0]?.others === 0) return;
    }
  } catch {
    // Whoever stops a server must not fail because it has stopped.
  } finally {
    await client.end().catch(() => undefined);
  }
}

const OTHERS = `
  SELECT count(*)::integer AS others FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
