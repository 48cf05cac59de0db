import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withStartLock } from '../service/db/start-lock-fs.ts';
import { type EngineHome } from './engine-home.ts';
import { wordsOf } from './engine-left-node.ts';
import { startEngine, stopEngine } from './engine-node.ts';
import { getPrograms, makeImages, type Preparing } from './prepare-node.ts';

/** Starts or joins the engine for this process, with its programs and images. */
export function joinEngine(home: EngineHome, preparing: Preparing): Promise<void> {
  return locked(home, async () => {
    if (process.getuid?.() !== 0)
      throw new Error('an engine of our own needs root; start one yourself and set DOCKER_HOST');
    await getPrograms(home, preparing);
    preparing.tell(`starting the engine in ${home.dir}`);
    await startEngine(home);
    mkdirSync(home.users, { recursive: true });
    writeFileSync(path.join(home.users, String(process.pid)), '');
    await makeImages(home, preparing);
  });
}

/** Ends this process's use; the last one stops the engine, unless it is kept. */
export function leaveEngine(home: EngineHome): Promise<void> {
  return locked(home, async () => {
    rmSync(path.join(home.users, String(process.pid)), { force: true });
    if (existsSync(home.kept) || usersOf(home).length > 0) return;
    await stopEngine(home);
  });
}

/** Keeps the engine on when this process ends. */
export function keepEngine(home: EngineHome): Promise<void> {
  return locked(home, async () => writeFileSync(home.kept, ''));
}

/** Stops the engine; refuses while a process uses it. */
export function endEngine(home: EngineHome): Promise<void> {
  return locked(home, async () => {
    const users = usersOf(home);
    if (users.length > 0) throw new Error(`not stopped: in use by process ${users.join(', ')}`);
    await stopEngine(home);
  });
}

function usersOf(home: EngineHome): readonly string[] {
  if (!existsSync(home.users)) return [];
  return readdirSync(home.users).filter((pid) => wordsOf(pid).length > 0);
}

function locked<T>(home: EngineHome, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(home.dir), { recursive: true });
  return withStartLock(home.dir, work);
}
