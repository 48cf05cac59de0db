import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemsError } from '../base/problem.ts';
import { problemsText } from '../report/problem-text.ts';
import { watchWorkspace } from '../run/workspace-fs.ts';
import { EXIT, type Io } from './io.ts';
import { prove, type ProveOptions } from './prove-node.ts';

/** Stamps are compared this often: the system's own notices miss files that an editor replaces. */
const LOOK_MS = 400;

/** Runs what is stale, then again after each change, until interrupted. Mistakes in the input are told and waited out. */
export async function watch(options: ProveOptions, io: Io): Promise<number> {
  const workspace = watchWorkspace(options.root);
  while (!io.signal.aborted) {
    await proveOnce(options, io);
    if (io.signal.aborted) break;
    io.out('Waiting for changes. Ctrl-C ends.\n');
    while (!io.signal.aborted && workspace.changes().length === 0) await pause(io.signal);
  }
  return EXIT.interrupted;
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
}

async function proveOnce(options: ProveOptions, io: Io): Promise<void> {
  try {
    await prove(options, io);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    io.err(problemsText(error.problems));
  }
}
