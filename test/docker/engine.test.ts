import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { engineHome } from '../../src/docker/engine-home.ts';
import { clearLeft, wordsOf } from '../../src/docker/engine-left-node.ts';
import { endEngine, joinEngine } from '../../src/docker/use-engine-node.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'engine-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});
const home = (): ReturnType<typeof engineHome> => engineHome({ DOCKER_OFFLINE_HOME: path.join(folder, 'home') }, 0);

it('where no engine can be made, the reason is told and nothing is started', async () => {
  vi.stubEnv('PATH', folder);
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  const joining = joinEngine(home(), { root: process.cwd(), tell: () => undefined });
  await expect(joining).rejects.toThrow('no apt-get here: an engine can be made on Debian and its kin');
  expect(readdirSync(home().dir)).toEqual([]);
});

it('without rights the reason is told', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  const joining = joinEngine(home(), { root: process.cwd(), tell: () => undefined });
  await expect(joining).rejects.toThrow('needs root');
});

it('an engine that was never there leaves nothing, and ends', async () => {
  expect(await clearLeft(home())).toEqual([]);
  await endEngine(home());
});

it('a process that has ended has no words, one that runs has', () => {
  expect([wordsOf(2 ** 22 + 1), wordsOf(process.pid).length > 0]).toEqual([[], true]);
});
