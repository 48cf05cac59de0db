import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

/** What the images are made of. */
const INPUTS = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'src/service',
  'src/standin',
  'deploy/Dockerfile',
  'deploy/Dockerfile.dockerignore',
  'deploy/pick-packages.mjs',
  'deploy/alerts.yaml',
];

const NAMES = ['till', 'till-standin'];
const KEPT = 6;

type Environment = Readonly<Record<string, string>>;

/** Tag of the images of this very code: the same content has the same tag. */
export function imageTag(root: string): string {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap((name) => filesOf(root, name)))
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Builds the images of `IMAGE_TAG`, unless they are there, and removes all but the newest few of earlier code. Throws with the last words of the build. */
export async function buildImages(root: string, env: Environment): Promise<void> {
  const images = NAMES.map((name) => `${name}:${env['IMAGE_TAG']}`);
  const there = await execa('docker', ['image', 'inspect', ...images], { env, reject: false });
  if (!there.failed) return;
  const words = ['compose', '-f', 'deploy/compose.yaml', '--env-file', 'deploy/demo.env', 'build', 'secrets', 'stripe'];
  const made = await execa('docker', words, { cwd: root, env, reject: false, all: true });
  if (made.failed) throw new Error(`the images cannot be built: ${made.all.trim().split('\n').slice(-3).join(' | ')}`);
  for (const name of NAMES) await removeOld(name, env);
}

// An image that a container uses stays, since it is not removed by force.
async function removeOld(name: string, env: Environment): Promise<void> {
  const listed = await execa('docker', ['image', 'ls', name, '--format', '{{.Repository}}:{{.Tag}}'], { env });
  const old = listed.stdout
    .split('\n')
    .filter((image) => /:[0-9a-f]{16}$/.test(image))
    .slice(KEPT);
  if (old.length > 0) await execa('docker', ['image', 'rm', ...old], { env, reject: false });
}

function filesOf(root: string, name: string): readonly string[] {
  if (!statSync(path.join(root, name)).isDirectory()) return [name];
  const entries = readdirSync(path.join(root, name), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
