import path from 'node:path';
import type { FixtureDeclaration } from '../base/config.ts';
import type { OpenContext } from './fixture.ts';
import type { Given } from './fixture-messages.ts';
import { FixtureError, startHost, type Host } from './fixture-process-node.ts';
import type { Traced } from './proof-run.ts';

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
  /** What the fixtures have read so far; all of it once the proof has ended. */
  readonly traced: () => readonly Traced[];
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
  /** Aborted when the person interrupts: no answer is waited for any longer. */
  readonly signal: AbortSignal;
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
export function inOrder(
  needs: readonly string[],
  declared: readonly FixtureDeclaration[],
): readonly FixtureDeclaration[] {
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
  return { env, secrets, traced: () => hosts.map((host) => host.traced()), close };
}

function joined(env: Readonly<Record<string, string>>, given: Given | null): Readonly<Record<string, string>> {
  if (given === null) return env;
  const folders = [...given.path, env['PATH'] ?? ''].filter((one) => one !== '');
  return { ...env, ...given.env, PATH: folders.join(path.delimiter) };
}
