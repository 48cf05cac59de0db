import { parseArgs } from 'node:util';
import { buildImages, imageTag } from '../src/docker/build-images-node.ts';
import { engineEnvironment, engineHome } from '../src/docker/engine-home.ts';
import { isEngineHere } from '../src/docker/engine-node.ts';
import { offlineSettings } from '../src/docker/prepare-node.ts';
import { endEngine, joinEngine, keepEngine, leaveEngine } from '../src/docker/use-engine-node.ts';

/** `npm run docker:offline`: an engine and base images on a machine without a registry; `-- --stop` ends it, `-- --prepare` makes all images and leaves it as it was. */
const { values } = parseArgs({
  options: { stop: { type: 'boolean', default: false }, prepare: { type: 'boolean', default: false } },
});
const home = engineHome(process.env, process.getuid?.() ?? 0);
const root = process.cwd();
const began = performance.now();
try {
  if (values.stop) await stop();
  else if (values.prepare) await prepare();
  else await start();
} catch (error) {
  console.error(`docker-offline: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

async function stop(): Promise<void> {
  await endEngine(home);
  console.log(`stopped; programs and images stay in ${home.dir}`);
}

async function start(): Promise<void> {
  await joinEngine(home, { root, tell: (line) => console.error(line) });
  await keepEngine(home);
  await leaveEngine(home);
  console.error(`ready after ${seconds()} s`);
  const { DOCKER_HOST, DOCKER_CONFIG } = engineEnvironment(home, '');
  console.log(`export DOCKER_HOST=${DOCKER_HOST} DOCKER_CONFIG=${DOCKER_CONFIG} PATH=${home.programs}/usr/bin:$PATH`);
}

async function prepare(): Promise<void> {
  const own = await isEngineHere(home);
  if (!own) await joinEngine(home, { root, tell: (line) => console.error(line) });
  try {
    const engine = own ? {} : { ...engineEnvironment(home, process.env['PATH'] ?? ''), ...offlineSettings(root) };
    await buildImages(root, { ...engine, IMAGE_TAG: imageTag(root) });
  } finally {
    if (!own) await leaveEngine(home);
  }
  console.log(
    `${own ? 'the engine of this machine' : `the engine in ${home.dir}`} and its images are ready after ${seconds()} s`,
  );
}

function seconds(): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}
