import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FixtureDeclaration } from '../base/config.ts';
import type { OpenContext } from './fixture.ts';
import type { Given, HostReply, HostRequest } from './fixture-messages.ts';
import { parseTrace } from './parse-trace.ts';
import type { Traced } from './proof-run.ts';

const HOST = path.join(import.meta.dirname, 'fixture-host-node.ts');
const START_LIMIT_MS = 120_000;
const CALL_LIMIT_MS = 60_000;

/** A fixture that could not be had: the proof is not run, and this is why. */
export class FixtureError extends Error {}

/** The fixtures of one run: started when first needed, stopped together. */
export interface Fixtures {
  /** Opens what a proof needs, in order; the result closes it again. Throws FixtureError. */
  open(needs: readonly string[], context: OpenContext): Promise<OpenFixtures>;
  stop(): Promise<void>;
}

/** All that the opened fixtures give one proof. */
export interface OpenFixtures {
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly traced: readonly Traced[];
  close(): Promise<void>;
}

/** What fixtures are started with. */
export interface FixturesFor {
  readonly root: string;
  readonly declared: readonly FixtureDeclaration[];
  readonly dir: string;
  /** The environment for each fixture's process; its trace goes to the given file. */
  readonly envFor: (name: string, trace: string) => Record<string, string>;
  readonly onGroup: (group: number, alive: boolean) => void;
}

/** Prepares the fixtures of a run; nothing is started yet. */
export function prepareFixtures(given: FixturesFor): Fixtures {
  const hosts = new Map<string, Promise<Host>>();
  const hostOf = (declaration: FixtureDeclaration): Promise<Host> => {
    const started = hosts.get(declaration.name) ?? startHost(declaration, given);
    hosts.set(declaration.name, started);
    return started;
  };
  return {
    open: (needs, context) => openAll(inOrder(needs, given.declared), context, hostOf),
    stop: async () => {
      const started = await Promise.allSettled(hosts.values());
      const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      for (const host of running.reverse()) await host.stop();
    },
  };
}

/** The needed fixtures and those that they need, each after what it needs. */
export function inOrder(needs: readonly string[], declared: readonly FixtureDeclaration[]): readonly FixtureDeclaration[] {
  const ordered: FixtureDeclaration[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    const one = declared.find((candidate) => candidate.name === name);
    if (one === undefined) throw new FixtureError(`there is no fixture ${name}`);
    if (path.includes(name)) throw new FixtureError(`fixtures need each other: ${[...path, name].join(' → ')}`);
    for (const need of one.needs) visit(need, [...path, name]);
    if (!ordered.includes(one)) ordered.push(one);
  };
  for (const name of needs) visit(name, []);
  return ordered;
}

async function openAll(
  ordered: readonly FixtureDeclaration[],
  context: OpenContext,
  hostOf: (declaration: FixtureDeclaration) => Promise<Host>,
): Promise<OpenFixtures> {
  const withModule = ordered.filter((one) => one.module !== null);
  const hosts = await Promise.all(withModule.map(hostOf));
  const open: Host[] = [];
  const close = async (): Promise<void> => {
    for (const host of open.splice(0).reverse()) await host.call({ kind: 'close', proof: context.proof });
  };
  let { env } = context;
  const secrets: string[] = [];
  for (const host of hosts) {
    open.push(host);
    const given = await host.call({ kind: 'open', context: { ...context, env } }).catch(async (error: unknown) => {
      await close().catch(() => undefined);
      throw error;
    });
    env = joined(env, given);
    secrets.push(...(given?.secrets ?? []));
  }
  return { env, secrets, traced: hosts.map((host) => host.traced()), close };
}

function joined(env: Readonly<Record<string, string>>, given: Given | null): Readonly<Record<string, string>> {
  if (given === null) return env;
  const folders = [...given.path, env['PATH'] ?? ''].filter((one) => one !== '');
  return { ...env, ...given.env, PATH: folders.join(path.delimiter) };
}

interface Host {
  call(request: Request): Promise<Given | null>;
  traced(): Traced;
  stop(): Promise<void>;
}
type Request = HostRequest extends infer One ? (One extends { call: number } ? Omit<One, 'call'> : never) : never;

async function startHost(declaration: FixtureDeclaration, given: FixturesFor): Promise<Host> {
  const trace = path.join(given.dir, `fixture-${declaration.name}.trace`);
  closeSync(openSync(trace, 'a', 0o600));
  const env = given.envFor(declaration.name, trace);
  const moduleFile = path.resolve(given.root, declaration.module ?? '');
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
  const child = fork(HOST, [moduleFile], { cwd: given.root, env, stdio: [...stdio], detached: true, execArgv: [] });
  if (child.pid !== undefined) given.onGroup(child.pid, true);
  const call = calls(child, declaration.name);
  await call({ kind: 'start', root: given.root, env }, START_LIMIT_MS);
  return {
    call: (request) => call(request, CALL_LIMIT_MS),
    traced: () => parseTrace(readFileSync(trace, 'utf8')),
    stop: async () => {
      await call({ kind: 'stop' }, CALL_LIMIT_MS).catch(() => undefined);
      child.disconnect();
      await ended(child);
      if (child.pid !== undefined) given.onGroup(child.pid, false);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(killer);
}

/** Numbers the calls to a fixture's process and joins the answers to them; its death fails all that wait. */
function calls(child: ChildProcess, name: string): (request: Request, limitMs: number) => Promise<Given | null> {
  const waiting = new Map<number, PromiseWithResolvers<Given | null>>();
  let last = 0;
  let said = '';
  let over: string | null = null;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-2000)));
  child.on('message', (reply: HostReply) => {
    const one = waiting.get(reply.call);
    waiting.delete(reply.call);
    if (reply.kind === 'done') one?.resolve(reply.opened ?? null);
    else one?.reject(new FixtureError(`${name}: ${reply.why ?? 'it failed'}`));
  });
  child.on('exit', (code, signal) => {
    over = `${name}: its process ended (${signal ?? `exit ${code}`}) ${said.trim().split('\n').slice(-3).join(' | ')}`;
    for (const one of waiting.values()) one.reject(new FixtureError(over));
  });
  return (request, limitMs) => {
    if (over !== null) return Promise.reject(new FixtureError(over));
    const one = Promise.withResolvers<Given | null>();
    last += 1;
    waiting.set(last, one);
    const timer = setTimeout(() => one.reject(new FixtureError(`${name}: no answer to ${request.kind} within ${limitMs / 1000} s`)), limitMs);
    child.send({ ...request, call: last });
    return one.promise.finally(() => clearTimeout(timer));
  };
}
