import path from 'node:path';

/** The folder of an engine of our own, and what is in it. */
export interface EngineHome {
  readonly dir: string;
  readonly host: string;
  readonly pidFile: string;
  readonly log: string;
  /** Programs, as Debian's packages lay them out. */
  readonly programs: string;
  /** Numbers of the processes that use the engine. */
  readonly users: string;
  /** There while the engine stays on though nobody uses it. */
  readonly kept: string;
}

/** Sockets have short paths, and images are the same for every checkout: one folder for each user of the machine. */
export function engineHome(environment: Readonly<Record<string, string | undefined>>, user: number): EngineHome {
  const dir = path.resolve(environment['DOCKER_OFFLINE_HOME'] ?? `/var/tmp/till-docker-${user}`);
  const run = path.join(dir, 'run');
  return {
    dir,
    host: `unix://${run}/docker.sock`,
    pidFile: path.join(run, 'docker.pid'),
    log: path.join(run, 'dockerd.log'),
    programs: path.join(dir, 'programs'),
    users: path.join(run, 'users'),
    kept: path.join(run, 'kept'),
  };
}

/** What a program needs in its environment to speak to that engine with its own client and Compose; `path` is the PATH so far. */
export function engineEnvironment({ dir, host, programs }: EngineHome, path: string): Record<string, string> {
  return { DOCKER_HOST: host, DOCKER_CONFIG: `${dir}/config`, PATH: `${programs}/usr/bin:${path}` };
}
