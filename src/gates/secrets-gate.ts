import { ALLOWED_SECRETS } from './allowed-secrets.ts';
import type { ProjectGate } from './gate.ts';
import { judgeSecrets } from './judge-secrets.ts';
import { missedCanaries } from './missed-canaries-node.ts';
import { scanSecrets } from './scan-secrets-node.ts';

/** No file and no version of one in the history holds a secret. Each run must find the secrets that it plants elsewhere. */
export const secretsGate: ProjectGate = {
  kind: 'project',
  name: 'secrets',
  holds: 'texts hold no secret',
  look: async (project) => {
    const [missed, scanned] = [await missedCanaries(), await scanSecrets(project)];
    const looked = judgeSecrets(scanned, ALLOWED_SECRETS);
    return { ...looked, findings: [...missed, ...looked.findings] };
  },
};
