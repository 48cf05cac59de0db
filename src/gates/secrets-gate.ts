import { ALLOWED_FILE, ALLOWED_SECRETS } from './allowed-secrets.ts';
import type { ProjectGate } from './gate.ts';
import { judgeSecrets } from './judge-secrets.ts';

/** No file and no version of one in the history holds a secret. Each run must find the secrets that it plants elsewhere. */
export const secretsGate: ProjectGate = {
  kind: 'project',
  name: 'secrets',
  holds: 'texts hold no secret',
  look: async (project) => {
    // The rules of secretlint take their time to load.
    const { missedCanaries } = await import('./missed-canaries-node.ts');
    const { scanSecrets } = await import('./scan-secrets-node.ts');
    const [missed, scanned] = [await missedCanaries(), await scanSecrets(project)];
    // The exceptions are this project's own, not those of another that is looked at.
    const looked = judgeSecrets(scanned, project.files.includes(ALLOWED_FILE) ? ALLOWED_SECRETS : []);
    return { ...looked, findings: [...missed, ...looked.findings] };
  },
};
