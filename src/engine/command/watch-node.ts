import { watch as watchFiles } from 'node:fs';
import { ProblemsError } from '../base/problem.ts';
import { problemsText } from '../report/problem-text.ts';
import { EXIT, type Io } from './io.ts';
import { prove, type ProveOptions } from './prove-node.ts';

const SETTLE_MS = 300;
const IGNORED = /(?:^|[/\\])(?:node_modules|\.git|proofs|dist|\.astro|\.till)(?:[/\\]|$)/;

/** Runs what is stale, then again after each change, until interrupted. Mistakes in the input are told and waited out. */
export async function watch(options: ProveOptions, io: Io): Promise<number> {
  let wake: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const watcher = watchFiles(options.root, { recursive: true }, (_event, name) => {
    if (name === null || IGNORED.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => wake(), SETTLE_MS);
  });
  io.signal.addEventListener('abort', () => wake(), { once: true });
  while (!io.signal.aborted) {
    const changed = new Promise<void>((resolve) => (wake = resolve));
    await proveOnce(options, io);
    if (io.signal.aborted) break;
    io.out('Waiting for changes. Ctrl-C ends.\n');
    await changed;
  }
  clearTimeout(timer);
  watcher.close();
  return EXIT.interrupted;
}

async function proveOnce(options: ProveOptions, io: Io): Promise<void> {
  try {
    await prove(options, io);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    io.err(problemsText(error.problems));
  }
}
