import { ALLOWED_FILE, type AllowedSecret } from './allowed-secrets.ts';
import type { Finding, Looked } from './gate.ts';
import type { FoundSecret, SecretsScanned } from './scan-secrets-node.ts';

/** Every secret that no exception allows, and every exception that nothing needs. Values are never repeated. */
export function judgeSecrets(scanned: SecretsScanned, allowed: readonly AllowedSecret[]): Looked {
  const { files, versions, depth, found } = scanned;
  const secrets = found.filter((secret) => !allowed.some((one) => covers(one, secret)));
  const unused = depth === 'whole' ? allowed.filter((one) => !found.some((secret) => covers(one, secret))) : [];
  return {
    examined: files + versions,
    findings: [...distinct(secrets.map(findingOf)), ...unused.map(unusedFinding)],
    holds: `texts hold no secret: ${files} files and ${historyWords(scanned)}`,
  };
}

function covers({ file, value }: AllowedSecret, secret: FoundSecret): boolean {
  const isThere = file.endsWith('/') ? secret.file.startsWith(file) : secret.file === file;
  return isThere && value.test(secret.value);
}

function findingOf({ file, line, kind, version }: FoundSecret): Finding {
  return { file, line, words: `holds a ${kind}${version === null ? '' : ` in version ${version.slice(0, 12)}`}` };
}

/** Two rules that see the same are one finding. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [`${one.file}:${one.line}:${one.words}`, one])).values()];
}

function unusedFinding({ file, value }: AllowedSecret): Finding {
  return {
    file: ALLOWED_FILE,
    line: 1,
    words: `allows ${value.source} in ${file}, and nothing needs it`,
  };
}

function historyWords({ depth, versions }: SecretsScanned): string {
  if (depth === 'none') return 'no history, since this is no repository';
  return depth === 'whole'
    ? `${versions} versions of the whole history`
    : `${versions} versions of a history that is cut off: clone it whole`;
}
