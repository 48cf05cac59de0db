import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const repository = path.resolve(import.meta.dirname, '../..');
const source = path.join(repository, 'test/cases/site-sample');

/** A project in a folder of its own; `remove` takes the folder away again. */
export interface Project {
  readonly root: string;
  remove(): Promise<void>;
}

/**
 * A copy of the sample whose proofs have really been run: two hold, a file that one has read was changed since, the
 * subject of one was broken and the proof run again, and one was never run.
 */
export async function provedSample(): Promise<Project> {
  const root = await mkdtemp(path.join(tmpdir(), 'proofroom-sample-'));
  await cp(source, root, { recursive: true });
  await prove(root, ['duplicate-event', 'hostile-output', 'forged-signature', 'old-event']);
  await edit(path.join(root, 'settings.json'), '300', '301');
  await prove(root, ['old-event'], 1);
  await edit(path.join(root, 'settings.json'), '301', '300');
  await edit(path.join(root, 'forgeries.json'), 'forgery-59', 'forgery-60');
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

async function prove(root: string, ids: readonly string[], status = 0): Promise<void> {
  const { exitCode, all } = await execa(process.execPath, ['scripts/proofs.ts', '--root', root, ...ids], {
    cwd: repository,
    all: true,
    reject: false,
  });
  if (exitCode !== status) throw new Error(`proofs ended with ${exitCode}, not ${status}:\n${all}`);
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
  await writeFile(file, text.replace(from, to));
}
