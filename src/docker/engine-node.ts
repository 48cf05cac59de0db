import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { type EngineHome, engineEnvironment } from './engine-home.ts';
import { clearLeft, wordsOf } from './engine-left-node.ts';

const START_MS = 30_000;
const STOP_MS = 40_000;

/** Whether this machine has an engine with Compose anyway, by the environment as it is; that of the folder is none of them. */
export async function isEngineHere(home: EngineHome): Promise<boolean> {
  if (process.env['DOCKER_HOST'] === home.host) return false;
  const asked = await Promise.all([
    execa('docker', ['version'], { reject: false, timeout: 5000 }),
    execa('docker', ['compose', 'version'], { reject: false, timeout: 5000 }),
  ]);
  return asked.every(({ failed }) => !failed);
}

/** Whether the engine of this folder answers. */
export async function isAnswering(home: EngineHome): Promise<boolean> {
  if (!existsSync(path.join(home.programs, 'usr/bin/docker'))) return false;
  const asked = await execa('docker', ['version', '--format', '{{.Server.Version}}'], {
    env: engineEnvironment(home, process.env['PATH'] ?? ''),
    reject: false,
    timeout: 5000,
  });
  return !asked.failed;
}

/**
 * Starts the engine with all that it keeps inside of its folder, unless it runs. It has no bridge of its own and touches
 * no firewall: published ports are served by its proxy, and containers reach each other through Compose's networks.
 */
export async function startEngine(home: EngineHome): Promise<void> {
  if (await isAnswering(home)) return;
  const run = path.dirname(home.pidFile);
  if (pidOf(home) === null) await clear(home);
  mkdirSync(run, { recursive: true, mode: 0o700 });
  const log = openSync(home.log, 'w');
  const words = ['-i', ...environmentOf(home), path.join(home.programs, 'usr/sbin/dockerd'), ...argumentsOf(home, run)];
  // Nothing of our own environment: it outlives who starts it, and must not be taken for one of its processes.
  const child = spawn('env', words, { detached: true, stdio: ['ignore', log, log] });
  child.unref();
  const failed = new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message)));
  for (const began = Date.now(); !(await isAnswering(home)); await Promise.race([sleep(200), failed]))
    if (child.exitCode !== null || Date.now() - began > START_MS)
      throw new Error(`dockerd does not start: ${lastWords(home)}`);
}

/** Debian's folder of libraries for this processor. */
const LIBRARIES = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';

function environmentOf({ dir, programs }: EngineHome): readonly string[] {
  const bin = (folder: string): string => path.join(programs, folder);
  return [
    `PATH=${bin('usr/bin')}:${bin('usr/sbin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
    `LD_LIBRARY_PATH=${bin(`lib/${LIBRARIES}`)}:${bin(`usr/lib/${LIBRARIES}`)}`,
    `XTABLES_LIBDIR=${bin(`usr/lib/${LIBRARIES}/xtables`)}`,
    `HOME=${dir}`,
  ];
}

function argumentsOf(home: EngineHome, run: string): readonly string[] {
  return [
    ['--data-root', path.join(home.dir, 'data')],
    ['--exec-root', path.join(run, 'exec')],
    ['--host', home.host],
    ['--pidfile', home.pidFile],
    ['--bridge', 'none'],
    ['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
  ].flat();
}

/** Ends the engine and all of its containers, by its own number; throws when a process or mount of it is left. */
export async function stopEngine(home: EngineHome): Promise<void> {
  const pid = pidOf(home);
  if (pid !== null) {
    await removeContainers(home);
    process.kill(pid, 'SIGTERM');
    for (const began = Date.now(); pidOf(home) !== null && Date.now() - began < STOP_MS;) await sleep(100);
  }
  if (pidOf(home) !== null) throw new Error(`the engine does not end: process ${pid}`);
  await clear(home);
}

/** What an engine left that is not there any more; throws when some of it cannot be removed. */
async function clear(home: EngineHome): Promise<void> {
  const left = await clearLeft(home);
  if (left.length > 0) throw new Error(`the engine left ${left.join(', ')}`);
  rmSync(path.dirname(home.pidFile), { recursive: true, force: true });
}

// A network that is left behind would keep its bridge on this machine, and a proof that was killed its volumes.
async function removeContainers(home: EngineHome): Promise<void> {
  const env = engineEnvironment(home, process.env['PATH'] ?? '');
  const listed = async (...words: string[]) =>
    (await execa('docker', words, { env, reject: false })).stdout.split('\n').filter((line) => line !== '');
  const ids = await listed('ps', '--all', '--quiet');
  if (ids.length > 0) await execa('docker', ['rm', '--force', '--volumes', ...ids], { env, reject: false });
  await execa('docker', ['network', 'prune', '--force'], { env, reject: false });
  const left = (await listed('volume', 'ls', '--quiet')).filter((name) => /^proof-[\da-f]{8}\w*_/.test(name));
  if (left.length > 0) await execa('docker', ['volume', 'rm', '--force', ...left], { env, reject: false });
}

/** The number of the running engine, from its own file; null when none runs. */
export function pidOf(home: EngineHome): number | null {
  try {
    const pid = Number(readFileSync(home.pidFile, 'utf8'));
    return wordsOf(pid).includes(home.pidFile) ? pid : null;
  } catch {
    return null;
  }
}

function lastWords(home: EngineHome): string {
  return readFileSync(home.log, 'utf8').trim().split('\n').slice(-2).join(' | ');
}
