import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Fixture } from '../src/engine/index.ts';

/** Starts fixtures one after the other, each in the environment that those before it gave, and takes all down again. */
export async function withFixtures<T>(
  fixtures: readonly Fixture[],
  work: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'till-fixtures-'));
  const closers: (() => Promise<void>)[] = [() => rm(scratch, { recursive: true, force: true })];
  let env: Record<string, string> = { PATH: process.env['PATH'] ?? '', HOME: scratch, TMPDIR: scratch };
  try {
    for (const fixture of fixtures) {
      const server = await fixture.start({ root: process.cwd(), env: {} });
      closers.push(() => server.stop());
      const opened = await server.open({ proof: 'script', scratch, env });
      closers.push(async () => opened.close?.());
      env = { ...env, ...opened.env };
    }
    return await work(env);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}
