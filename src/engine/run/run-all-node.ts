import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { FixtureDeclaration } from '../base/config.ts';
import type { Proof } from '../proof/proof.ts';
import { proofEnvironment } from './environment-node.ts';
import { prepareFixtures } from './fixtures-node.ts';
import { endMarked, listProcesses } from './processes-node.ts';
import type { ProofRun } from './proof-run.ts';
import { startReaper } from './reaper-node.ts';
import { runProof, type RunContext } from './run-proof-node.ts';
import { makeSandbox, sandboxPath, type Sandbox } from './sandbox-node.ts';
import { nodeShell } from './shell-node.ts';
import { watchWorkspace } from './workspace-fs.ts';

/** What is run, and who is told. */
export interface RunAll {
  readonly root: string;
  readonly proofs: readonly Proof[];
  readonly declared: readonly FixtureDeclaration[];
  readonly concurrency: number;
  /** A folder for Node's compile cache, or null for one that goes with the run. */
  readonly compileCache: string | null;
  /** Added to the environment of proofs and fixtures. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onStart: (proof: Proof) => void;
  /** Called as each run ends, before its scratch folder is removed; awaited. */
  readonly onRun: (run: ProofRun) => Promise<void>;
}

/**
 * Runs proofs, as many at a time as asked, then those that write, one at a time; after an interruption the rest is left
 * out. Everything started is taken down again.
 */
export async function runAll(options: RunAll): Promise<void> {
  if (options.proofs.length === 0) return;
  const marker = randomBytes(9).toString('hex');
  const before = new Set(listProcesses(new Set()).map((one) => one.pid));
  const dir = sandboxPath(marker);
  const reaper = startReaper(dir, marker);
  const sandbox = makeSandbox(dir, options.proofs.map(keyOf));
  const { shared, stop } = prepare(options, { sandbox, marker, before, onGroup: reaper.watch });
  const changes = sharedChanges(options.root);
  const run = async (proof: Proof, position: number): Promise<ProofRun | null> => {
    if (options.signal.aborted) return null;
    options.onStart(proof);
    const context: RunContext = { ...shared, changes: changes.begin() };
    return runProof(proof, sandbox.forProof(keyOf(proof, position)), context);
  };
  try {
    await runInTurn(options, run);
  } finally {
    await stop();
    await endMarked(marker, before);
    reaper.dismiss();
    sandbox.remove();
  }
}

function keyOf(proof: Proof, position: number): string {
  return `${position}-${proof.id}`;
}

/** What came of a run is told when the next one has been started, so that judging and writing cost no waiting. */
async function runInTurn(
  { proofs, concurrency, onRun }: RunAll,
  run: (proof: Proof, position: number) => Promise<ProofRun | null>,
): Promise<void> {
  const tell = async (one: ProofRun | null): Promise<void> => {
    await setImmediate();
    if (one !== null) await onRun(one);
  };
  const numbered = [...proofs.entries()];
  const limit = pLimit(concurrency);
  const safe = numbered.filter(([, proof]) => proof.safety === 'safe');
  try {
    await Promise.all(safe.map(([position, proof]) => limit(() => run(proof, position)).then(tell)));
  } finally {
    limit.clearQueue();
  }
  for (const [position, proof] of numbered) if (proof.safety === 'writes') await tell(await run(proof, position));
}

interface Prepared {
  readonly sandbox: Sandbox;
  readonly marker: string;
  readonly before: ReadonlySet<number>;
  readonly onGroup: (group: number, alive: boolean) => void;
}

function prepare(
  options: RunAll,
  prepared: Prepared,
): { shared: Omit<RunContext, 'changes'>; stop: () => Promise<void> } {
  const { root, declared, signal } = options;
  const { sandbox, marker, before, onGroup } = prepared;
  const compileCache = options.compileCache ?? path.join(sandbox.dir, 'compile-cache');
  const dir = path.join(sandbox.dir, 'fixtures');
  for (const folder of [compileCache, dir]) mkdirSync(folder, { recursive: true });
  const envFor = (name: string, trace: string): Record<string, string> => {
    const places = { home: dir, tmp: dir, trace };
    return {
      ...proofEnvironment({ root, sandbox: places, marker: `${marker}.fixture-${name}`, compileCache }),
      ...options.env,
    };
  };
  const fixtures = prepareFixtures({ root, declared, dir, envFor, onGroup, signal });
  const { env = {} } = options;
  const shared = { root, env, shell: nodeShell(before), fixtures, declared, marker, compileCache, signal, onGroup };
  return { shared, stop: () => fixtures.stop() };
}

/** As many proofs at a time as there are cores. */
export function defaultConcurrency(): number {
  return Math.max(1, os.availableParallelism());
}

/** A change that is seen belongs to each proof that ran since the look before: which of them made it cannot be told. */
function sharedChanges(root: string): { begin: () => () => readonly string[] } {
  const workspace = watchWorkspace(root);
  const running = new Set<Set<string>>();
  return {
    begin: () => {
      const own = new Set<string>();
      running.add(own);
      return () => {
        for (const name of workspace.changes()) for (const one of running) one.add(name);
        running.delete(own);
        return [...own];
      };
    },
  };
}
