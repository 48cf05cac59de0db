import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FixtureDeclaration } from '../base/config.ts';
import type { Given, HostReply, HostRequest } from './fixture-messages.ts';
import { parseTrace } from './parse-trace.ts';
import type { Traced } from './proof-run.ts';

const HOST = path.join(import.meta.dirname, 'fixture-host-node.ts');
const START_LIMIT_MS = 120_000;
const CALL_LIMIT_MS = 60_000;
const END_LIMIT_MS = 10_000;

/** A fixture that could not be had: the proof is not run, and this is why. */
export class FixtureError extends Error {}

/** What a host is asked, before its call is numbered. */
type Request = HostRequest extends infer One ? (One extends { call: number } ? Omit<One, 'call'> : never) : never;

/** The process of one started fixture. */
export interface Host {
  call(request: Request): Promise<Given | null>;
  /** What it has read so far. */
  traced(): Traced;
  stop(): Promise<void>;
}

/** What a fixture's process is started with. */
export interface HostFor {
  readonly root: string;
  readonly dir: string;
  readonly envFor: (name: string, trace: string) => Record<string, string>;
  readonly onGroup: (group: number, alive: boolean) => void;
  readonly signal: AbortSignal;
}

/** Starts the process of one fixture and the fixture in it; throws FixtureError, with nothing left running, when it does not start. */
export async function startHost(declaration: FixtureDeclaration, given: HostFor): Promise<Host> {
  const trace = path.join(given.dir, `fixture-${declaration.name}.trace`);
  closeSync(openSync(trace, 'a', 0o600));
  const env = given.envFor(declaration.name, trace);
  const moduleFile = path.resolve(given.root, declaration.module ?? '');
  const child = fork(HOST, [moduleFile], {
    cwd: given.root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    execArgv: [],
  });
  if (child.pid !== undefined) given.onGroup(child.pid, true);
  const call = calls(child, declaration.name, given.signal);
  const end = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await ended(child);
    if (child.pid !== undefined) given.onGroup(child.pid, false);
  };
  try {
    await call({ kind: 'start', root: given.root, env }, START_LIMIT_MS);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    call: (request) => call(request, CALL_LIMIT_MS),
    traced: () => parseTrace(readFileSync(trace, 'utf8')),
    stop: async () => {
      await call({ kind: 'stop' }, END_LIMIT_MS).catch(() => undefined);
      await end();
    },
  };
}

/** A host ends by itself when it is disconnected; one that does not is killed. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const killer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS / 2);
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(killer);
}

type Calls = (request: Request, limitMs: number) => Promise<Given | null>;

/** Numbers the calls to a fixture's process and joins the answers to them; its death fails all that wait. */
function calls(child: ChildProcess, name: string, signal: AbortSignal): Calls {
  const waiting = new Map<number, PromiseWithResolvers<Given | null>>();
  const death = deathOf(child, (why) => {
    for (const one of waiting.values()) one.reject(new FixtureError(`${name}: ${why}`));
  });
  child.on('message', (reply: HostReply) => {
    const one = waiting.get(reply.call);
    waiting.delete(reply.call);
    if (reply.kind === 'done') one?.resolve(reply.opened ?? null);
    else one?.reject(new FixtureError(`${name}: ${reply.why ?? 'it failed'}`));
  });
  let last = 0;
  return async (request, limitMs) => {
    const one = Promise.withResolvers<Given | null>();
    const fail = (why: string): void => one.reject(new FixtureError(`${name}: ${why}`));
    const timer = setTimeout(() => fail(`no answer to ${request.kind} within ${limitMs / 1000} s`), limitMs);
    const interrupt = (): void =>
      request.kind === 'start' || request.kind === 'open' ? fail('interrupted') : undefined;
    signal.addEventListener('abort', interrupt);
    if (signal.aborted) interrupt();
    last += 1;
    waiting.set(last, one);
    const gone = death();
    if (gone !== null || !child.connected) fail(gone ?? 'its process has ended');
    else
      child.send({ ...request, call: last }, (error) => (error ? fail(death() ?? 'its process has ended') : undefined));
    try {
      return await one.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    }
  };
}

/** Tells how a process ended, with the last that it said; null while it lives. */
function deathOf(child: ChildProcess, onDeath: (why: string) => void): () => string | null {
  let said = '';
  let why: string | null = null;
  const hear = (chunk: Buffer): void => {
    said = `${said}${chunk.toString()}`.slice(-2000);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', hear);
  child.on('error', (error) => onDeath((why ??= error.message)));
  child.on('exit', (code, signal) => {
    const last = said.trim().split('\n').slice(-3).join(' | ');
    why ??= `its process ended (${signal ?? `exit ${code}`}) ${last}`.trim();
    onDeath(why);
  });
  return () => why;
}
