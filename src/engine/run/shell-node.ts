import { constants, createWriteStream, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { findProcesses, killAll, type Belongs } from './processes-node.ts';
import type { Ending } from './proof-run.ts';
import type { Shell, ShellRequest, ShellResult } from './shell.ts';

/** How often a running group is looked at, so that a process that leaves it is known before its parents are gone. */
const WATCH_MS = 250;

/** How long a killed process is waited for. */
const STUCK_MS = 5000;

/** How long output is waited for after the end, when something that was left still prints. */
const DRAIN_MS = 400;

/** The shell of this machine, on execa. Processes of `before`, which were there before the run, are never touched. */
export function nodeShell(before: ReadonlySet<number>): Shell {
  return { run: (request) => run(request, before) };
}

async function run(request: ShellRequest, before: ReadonlySet<number>): Promise<ShellResult> {
  const reader = readPipe(request.output, request.limitBytes);
  const writer = createWriteStream('', { fd: openSync(request.output, constants.O_WRONLY) });
  const child = execa(request.file, [...request.args], {
    cwd: request.cwd,
    env: request.env,
    extendEnv: false,
    stdio: ['ignore', writer, writer],
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
  });
  writer.destroy();
  const group = child.pid ?? -1;
  const belongs: Belongs = { group, marker: request.marker, output: request.output, before, known: new Set() };
  if (group > 0) request.onGroup(group, true);
  const cut = await firstCut(request, belongs, { ended: child, tooLarge: reader.tooLarge });
  const ending = cut ?? endingOf(await child);
  if (cut !== null) {
    await killAll(belongs);
    // A process that the system does not let go of must not hold the runner too.
    await Promise.race([child, sleep(STUCK_MS, undefined, { ref: false })]);
  }
  const bytes = await reader.drained();
  return {
    ending,
    bytes,
    leftovers: async () => {
      const left = await leftovers(belongs);
      reader.close();
      request.onGroup(group, false);
      return left;
    },
  };
}

function endingOf(result: {
  exitCode?: number | undefined;
  signal?: string | undefined;
  shortMessage?: string | undefined;
}): Ending {
  if (result.signal !== undefined) return { kind: 'signaled', signal: result.signal };
  if (result.exitCode !== undefined) return { kind: 'exited', status: result.exitCode };
  return { kind: 'could-not-run', why: result.shortMessage ?? 'the program could not be started' };
}

/** Waits for the end, the timeout, the output limit or an interruption, whichever is first; null is the end. */
async function firstCut(
  request: ShellRequest,
  belongs: Belongs,
  until: { ended: PromiseLike<unknown>; tooLarge: Promise<void> },
): Promise<Ending | null> {
  const { promise, resolve } = Promise.withResolvers<Ending | null>();
  const timer = setTimeout(() => resolve({ kind: 'timed-out', afterMs: request.timeoutMs }), request.timeoutMs);
  const watch = setInterval(() => findProcesses(belongs), WATCH_MS);
  const interrupt = (): void => resolve({ kind: 'interrupted' });
  request.signal.addEventListener('abort', interrupt, { once: true });
  if (request.signal.aborted) interrupt();
  void until.tooLarge.then(() => resolve({ kind: 'too-large', limitBytes: request.limitBytes }));
  void Promise.resolve(until.ended).then(() => resolve(null));
  const cut = await promise;
  clearTimeout(timer);
  clearInterval(watch);
  request.signal.removeEventListener('abort', interrupt);
  return cut;
}

async function leftovers(belongs: Belongs): Promise<readonly string[]> {
  let left = findProcesses(belongs);
  for (let waits = 0; left.length > 0 && waits < 15; waits += 1) {
    await sleep(20);
    left = findProcesses(belongs);
  }
  if (left.length > 0) await killAll(belongs, 500);
  return left.map((one) => one.command);
}

interface PipeReader {
  readonly tooLarge: Promise<void>;
  /** What was printed up to the end of the output, or until nothing comes for a moment though a straggler holds the pipe. */
  drained(): Promise<Uint8Array>;
  /** Closing earlier would end a straggler that prints, unseen. */
  close(): void;
}

function readPipe(file: string, limitBytes: number): PipeReader {
  const socket = new Socket({
    fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK),
    readable: true,
    writable: false,
  });
  const chunks: Buffer[] = [];
  const tooLarge = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    if (size < limitBytes) chunks.push(chunk.subarray(0, limitBytes - size));
    size += chunk.length;
    if (size > limitBytes) tooLarge.resolve();
  });
  socket.once('close', () => ended.resolve());
  socket.once('error', () => ended.resolve());
  return {
    tooLarge: tooLarge.promise,
    drained: async () => {
      const until = performance.now() + DRAIN_MS;
      for (let seen = -1; seen !== size && performance.now() < until;) {
        seen = size;
        if (await Promise.race([ended.promise.then(() => true), sleep(60, false)])) break;
      }
      return Buffer.concat(chunks);
    },
    close: () => void socket.destroy(),
  };
}
