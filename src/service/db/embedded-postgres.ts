import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { refused } from '../base/problem.ts';
import { findFreePort } from './free-port.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { type DataFolder, keptDataFolder, linkKeptFolder, preparedDataFolder } from './postgres-data.ts';
import { runningServer } from './postgres-running.ts';
import { spawnSupervised } from './postgres-supervisor.ts';
import { withStartLock } from './start-lock-fs.ts';
import { waitForSessions } from './wait-for-sessions.ts';

/** A running server. `url` is its administrator's, database `postgres`. `stop` may be called twice. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** `dir` keeps the data there between starts; without it they are thrown away. `fsync` follows: on for kept data. */
export interface EmbeddedOptions {
  readonly dir?: string;
  readonly fsync?: boolean;
}

const FAST = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
const COMMON = [
  '-c',
  'listen_addresses=127.0.0.1',
  '-c',
  'unix_socket_directories=',
  '-c',
  'shared_buffers=64MB',
  '-c',
  'max_connections=100',
  '-c',
  'timezone=UTC',
];

/** Starts a real PostgreSQL on a free port of 127.0.0.1, or joins the one that already serves `dir`. It stops when this process dies, however it dies. */
export async function startEmbeddedPostgres(options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  if (options.dir === undefined) return startOnFreePort(undefined, options.fsync ?? false);
  const wanted = path.resolve(options.dir);
  const dir = keptDataFolder(wanted);
  return withStartLock(dir, async () => {
    const joined = runningServer(dir);
    if (joined !== undefined) return { ...joined, stop: async () => undefined };
    linkKeptFolder(wanted, dir);
    return startOnFreePort(dir, options.fsync ?? true);
  });
}

async function startOnFreePort(dir: string | undefined, fsync: boolean): Promise<EmbeddedPostgres> {
  const bin = findPostgresBinaries();
  const settings = fsync ? COMMON : [...COMMON, ...FAST];
  for (let attempt = 1; ; attempt += 1) {
    // A throw-away folder goes with the server that could not start, so each attempt prepares its own.
    const folder = await preparedDataFolder(bin, dir);
    const port = await findFreePort();
    const child = spawnSupervised({ ...folder, bin, options: ['-p', String(port), ...settings] });
    const failure = await startFailure(child);
    if (failure === undefined) return handleOf(child, folder, port);
    const clash = /address already in use|could not create any TCP\/IP sockets/i.test(failure);
    if (!clash || attempt === 5)
      throw refused(
        'postgres-failed',
        `PostgreSQL did not start: ${lastLine(failure)}`,
        'set DATABASE_URL, or remove the data folder',
      );
  }
}

/** Waits until the server is ready; answers what it said if it ended instead. */
async function startFailure(child: ChildProcess): Promise<string | undefined> {
  let said = '';
  const ended = once(child, 'exit').then(() => said || 'it ended without a word');
  const ready = new Promise<undefined>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 16_384) said += text;
      if (said.includes('ready to accept connections')) resolve(undefined);
    });
  });
  return Promise.race([ready, ended]);
}

function handleOf(child: ChildProcess, folder: DataFolder, port: number): EmbeddedPostgres {
  const exited = once(child, 'exit');
  // Neither the child nor its pipes may keep a finished program alive; its end is what stops the server.
  child.unref();
  for (const pipe of [child.stdin, child.stderr])
    if (pipe !== null && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  const url = `postgres://app:${folder.password}@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    child.ref();
    // Another command may have joined this server, and would be cut off in the middle.
    if (!folder.throwAway && child.exitCode === null) await waitForSessions(url);
    child.stdin?.end();
    await exited;
  };
  return { url, port, stop };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? text;
