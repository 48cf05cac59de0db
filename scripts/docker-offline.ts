import { parseArgs } from 'node:util';
import { engineEnvironment, engineHome } from '../src/docker/engine-home.ts';
import { endEngine, joinEngine, keepEngine, leaveEngine } from '../src/docker/use-engine-node.ts';

/** `npm run docker:offline`: an engine and base images on a machine without a registry; `-- --stop` ends it. */
const { values } = parseArgs({ options: { stop: { type: 'boolean', default: false } } });
const home = engineHome(process.env, process.getuid?.() ?? 0);
try {
  if (values.stop) await stop();
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
  const began = performance.now();
  await joinEngine(home, { root: process.cwd(), tell: (line) => console.error(line) });
  await keepEngine(home);
  await leaveEngine(home);
  console.error(`ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const { DOCKER_HOST, DOCKER_CONFIG } = engineEnvironment(home, '');
  console.log(`export DOCKER_HOST=${DOCKER_HOST} DOCKER_CONFIG=${DOCKER_CONFIG} PATH=${home.programs}/usr/bin:$PATH`);
}
