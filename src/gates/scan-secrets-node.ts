import { createHash } from 'node:crypto';
import { findSecretValues, type SecretValue } from './find-secret-values.ts';
import type { ProjectFiles } from './gate.ts';
import { type HistoryDepth, historyDepth, oldFiles } from './git-history-node.ts';
import { lintDecoded, lintSecrets } from './lint-secrets.ts';
import { readableText } from './readable-text.ts';

/** A secret with the file in which it stands; `version` is a git object of the history, null for the file as it is. */
export interface FoundSecret extends SecretValue {
  readonly file: string;
  readonly version: string | null;
}

/** What was read for secrets and what was found. */
export interface SecretsScanned {
  readonly files: number;
  readonly versions: number;
  readonly depth: HistoryDepth;
  readonly found: readonly FoundSecret[];
}

/** Looks for secrets in every file of a project and in every version of a file in its history. The same bytes are read once. */
export async function scanSecrets(project: ProjectFiles): Promise<SecretsScanned> {
  const seen = new Set<string>();
  const found: FoundSecret[] = [];
  const scan = async (bytes: Uint8Array, at: { file: string; version: string | null }): Promise<void> => {
    const mark = createHash('sha256').update(bytes).digest('hex');
    if (seen.has(mark)) return;
    seen.add(mark);
    found.push(...(await secretsOf(at.file, bytes)).map((one) => ({ ...one, ...at })));
  };
  for (const file of project.files) await scan(project.read(file), { file, version: null });
  const depth = historyDepth(project.root);
  let versions = 0;
  if (depth !== 'none')
    for await (const { file, id, bytes } of oldFiles(project.root)) {
      await scan(bytes, { file, version: id });
      versions += 1;
    }
  return { files: project.files.length, versions, depth, found };
}

async function secretsOf(file: string, bytes: Uint8Array): Promise<readonly SecretValue[]> {
  const text = readableText(bytes);
  return [...findSecretValues(text), ...(await lintSecrets(file, text)), ...(await lintDecoded(file, text))];
}
