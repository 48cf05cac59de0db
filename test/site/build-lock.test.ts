import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { holdBuildPlace } from '../../src/site/build-lock-fs.ts';

const emptyRoot = (): string => mkdtempSync(path.join(os.tmpdir(), 'build-lock-'));

test('a second build waits until the first has left, and leaving again takes nothing from it', async () => {
  const root = emptyRoot();
  const leave = await holdBuildPlace(root);
  let isIn = false;
  const second = holdBuildPlace(root).then((leaveToo) => {
    isIn = true;
    return leaveToo;
  });
  await sleep(300);
  expect(isIn).toBe(false);
  leave();
  const leaveToo = await second;
  leave();
  expect(existsSync(path.join(root, '.astro/building'))).toBe(true);
  leaveToo();
  expect(existsSync(path.join(root, '.astro/building'))).toBe(false);
});

test('a build that was killed holds up nobody', async () => {
  const root = emptyRoot();
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  mkdirSync(path.join(root, '.astro'));
  writeFileSync(path.join(root, '.astro/building'), String(pid));
  const leave = await holdBuildPlace(root);
  expect(readFileSync(path.join(root, '.astro/building'), 'utf8')).toBe(String(process.pid));
  leave();
});
