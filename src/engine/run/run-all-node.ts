import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import type { Proof } from '../proof/proof.ts';
import { proofEnvironment } from './environment-node.ts';
import type { FixtureDeclaration } from '../base/config.ts';
import { prepareFixtures } from './fixtures-node.ts';
import type { ProofRun } from './proof-run.ts';
import { startReaper } from './reaper-node.ts';
import { runProof, type RunContext } from './run-proof-node.ts';
import { makeSandbox } from './sandbox-node.ts';
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
  readonly signal: AbortSignal;
  readonly onStart: (proof: Proof) => void;
  /** Called as each run ends, before its scratch folder is removed; awaited. */
  readonly onRun: (run: ProofRun) => Promise<void>;
}

/** Runs proofs, as many at a time as asked; after an interruption the rest is left out. Everything started is taken down again. */
export async function runAll(options: RunAll): Promise<void> {
  const { root, proofs, declared, signal } = options;
  if (proofs.length === 0) return;
  const keys = proofs.map((proof, position) => `${position}-${proof.id}`);
  const sandbox = makeSandbox(keys);
  const marker = randomBytes(9).toString('hex');
  const reaper = startReaper(sandbox.dir, marker);
  const compileCache = options.compileCache ?? path.join(sandbox.dir, 'compile-cache');
  mkdirSync(compileCache, { recursive: true });
  const fixtureFolders = path.join(sandbox.dir, 'fixtures');
  const envFor = (name: string, trace: string): Record<string, string> => {
    const own = { ...sandbox.forProof(keys[0] ?? ''), trace, home: fixtureFolders, tmp: fixtureFolders };
    return proofEnvironment({ root, sandbox: own, marker: `${marker}.fixture-${name}`, compileCache });
  };
  mkdirSync(fixtureFolders, { recursive: true });
  const fixtures = prepareFixtures({ root, declared, dir: fixtureFolders, envFor, onGroup: reaper.watch });
  const changes = sharedChanges(root);
  const base = { root, shell: nodeShell(), fixtures, declared, marker, compileCache, signal, onGroup: reaper.watch };
  const limit = pLimit(options.concurrency);
  try {
    await Promise.all(
      proofs.map((proof, position) =>
        limit(async () => {
          if (signal.aborted) return;
          options.onStart(proof);
          const context: RunContext = { ...base, changes: changes.begin() };
          await options.onRun(await runProof(proof, sandbox.forProof(keys[position] ?? ''), context));
        }),
      ),
    );
  } finally {
    limit.clearQueue();
    await fixtures.stop();
    reaper.dismiss();
    sandbox.remove();
  }
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
