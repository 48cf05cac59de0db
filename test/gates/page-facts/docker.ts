import { FROM_STRIPE, makeStackSecrets } from '../../../src/service/setup/stack-secrets.ts';
import { compose, source } from './code-facts.ts';
import type { Fact } from './page-text.ts';

const portOf = (name: string): string =>
  source('deploy/compose.yaml', new RegExp(`127\\.0\\.0\\.1:\\$\\{${name}:-(\\d+)\\}:`));

/** Ports, users, secrets and volumes of Compose, and the webs of Kubernetes. */
export const DOCKER: readonly Fact[] = [
  [
    'ports',
    'docker',
    /Then Till answers on `http:\/\/localhost:(\d+)` and the stand-in on `http:\/\/localhost:(\d+)`/,
    () => [portOf('WEB_PORT'), portOf('STRIPE_PORT')],
  ],
  ['ports', 'docker', /sign in at `http:\/\/localhost:(\d+)`/, () => [portOf('WEB_PORT')]],
  ['ports', 'docker', /their evidence on `http:\/\/localhost:(\d+)`/, () => [portOf('DOCS_PORT')]],
  [
    'who is root',
    'docker',
    /`(\w+)` alone is root, with the (\w+) capabilities/,
    () => {
      const [name, service] = Object.entries(compose.services).find(([, one]) => one.cap_add.length > 0) ?? [];
      return [name, service?.cap_add.length];
    },
  ],
  [
    'when web is unhealthy',
    'docker',
    /its database for more than (half a minute), it may say/,
    () => {
      const check = compose.services['web']?.healthcheck;
      return [Number(check?.interval.replace(/s$/, '')) * Number(check?.retries) === 30 ? 'half a minute' : ''];
    },
  ],
  ['secrets of Stripe', 'docker', /what Stripe gave into the files `([\w-]+)` and `([\w-]+)`/, () => [...FROM_STRIPE]],
  [
    'the key to keep',
    'docker',
    /keep the file `([\w-]+)` of the secrets elsewhere/,
    () =>
      makeStackSecrets({ host: 'db', demo: false })
        .filter(({ name }) => name.startsWith('backup'))
        .map(({ name }) => name),
  ],
  [
    'the volume of backups',
    'docker',
    /The backups are in the volume `(\w+)`/,
    () =>
      Object.keys(compose.volumes)
        .filter((name) => name === 'backups')
        .map((name) => `${compose.name}_${name}`),
  ],
  [
    'who reads secrets',
    'docker',
    /readable by user (\d+),/,
    () => [source('deploy/compose.yaml', /--readers, '\d+:(\d+)'/)],
  ],
  [
    'kills of the drill',
    'docker',
    /kills database or worker at (\d+) random moments/,
    () => [source('scripts/docker-drill.ts', /kills: \{ type: 'string', default: '(\d+)' \}/)],
  ],
  [
    'webs in Kubernetes',
    'docker',
    /^\| `web\.yaml` \| (\w+) webs with probes, their Service, and a budget that keeps (\w+) during a drain \|$/,
    () => [
      source('deploy/kubernetes/web.yaml', /^ {2}replicas: (\d+)$/m),
      source('deploy/kubernetes/web.yaml', /^ {2}minAvailable: (\d+)$/m),
    ],
  ],
];
