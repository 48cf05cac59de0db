import { pathToFileURL } from 'node:url';
import type { Fixture, FixtureServer, Opened } from './fixture.ts';
import type { HostReply, HostRequest } from './fixture-messages.ts';

/**
 * The process of one fixture: starts it once, opens and closes it per proof as the runner asks, and stops it when asked
 * or when the runner is gone. It is a process of its own so that what it loads can be traced, and so that a fault in
 * a project's fixture cannot harm the runner.
 */
const [moduleFile = ''] = process.argv.slice(2);
const opened = new Map<string, Opened>();
let server: FixtureServer | null = null;

process.on('message', (request: HostRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
let stopping: Promise<void> | null = null;
for (const event of ['disconnect', 'SIGTERM']) process.on(event, () => void stop().finally(() => process.exit(0)));

async function answer(request: HostRequest): Promise<HostReply> {
  try {
    return { call: request.call, kind: 'done', opened: await perform(request) };
  } catch (error) {
    return { call: request.call, kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(request: HostRequest): Promise<HostReply['opened']> {
  switch (request.kind) {
    case 'start':
      server = await (await load()).start({ root: request.root, env: request.env });
      return null;
    case 'open': {
      if (server === null) throw new Error('the fixture has not been started');
      const given = await server.open(request.context);
      opened.set(request.context.proof, given);
      return { env: given.env ?? {}, path: given.path ?? [], secrets: given.secrets ?? [] };
    }
    case 'close': {
      const given = opened.get(request.proof);
      opened.delete(request.proof);
      await given?.close?.();
      return null;
    }
    case 'stop':
      await stop();
      return null;
  }
}

async function load(): Promise<Fixture> {
  const loaded: unknown = await import(pathToFileURL(moduleFile).href);
  if (!hasFixture(loaded)) throw new TypeError(`${moduleFile} does not export a fixture with a start function`);
  return loaded.fixture;
}

function hasFixture(loaded: unknown): loaded is { fixture: Fixture } {
  if (typeof loaded !== 'object' || loaded === null || !('fixture' in loaded)) return false;
  const { fixture } = loaded;
  return typeof fixture === 'object' && fixture !== null && 'start' in fixture && typeof fixture.start === 'function';
}

function stop(): Promise<void> {
  stopping ??= stopAll();
  return stopping;
}

async function stopAll(): Promise<void> {
  await Promise.allSettled([...opened.values()].map(async (given) => given.close?.()));
  opened.clear();
  await server?.stop();
}
