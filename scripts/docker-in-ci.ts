import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { engineHome } from '../src/docker/engine-home.ts';
import { loadSiteModel } from '../src/engine/index.ts';

/** What CI does about proofs that need an engine: one line that says it, and what `proofs:check` is asked for. */
export interface DockerInCi {
  readonly words: string;
  readonly options: readonly string[];
  /** Remembers on this machine that they held as they are. */
  held(): void;
}

/** Runs them where an engine can be had, once for each state of what they trace; elsewhere they rest on the committed evidence, and the line says why. */
export async function planDockerInCi(root: string): Promise<DockerInCi> {
  const home = engineHome(process.env, process.getuid?.() ?? 0);
  const stamp = path.join(home.dir, 'held', await stateOf(root));
  if (existsSync(stamp)) return { words: 'unchanged since they held here', options: [], held: () => undefined };
  const prepared = await execa('node', ['scripts/docker-offline.ts', '--prepare'], { cwd: root, reject: false });
  const said = (text: string): string => text.trim().split('\n').at(-1) ?? '';
  if (prepared.failed)
    return {
      words: `not run, since no engine can be had: ${said(prepared.stderr)}; the committed evidence stands`,
      options: [],
      held: () => undefined,
    };
  return {
    words: `run again: ${said(prepared.stdout)}`,
    options: ['--', '--with', 'docker'],
    held: () => {
      mkdirSync(path.dirname(stamp), { recursive: true });
      writeFileSync(stamp, '');
    },
  };
}

/** A digest of those proofs, of all that they were traced to read, and of whether their evidence still fits. */
async function stateOf(root: string): Promise<string> {
  const { proofs } = await loadSiteModel(root);
  const ours = proofs.filter(({ needs }) => needs.includes('docker'));
  const state = ours.map(({ id, state, digests, inputs, tools }) => [id, state, digests, inputs, tools]);
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 32);
}
