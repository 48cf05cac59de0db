import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretValue } from './find-secret-values.ts';

const ID = '@secretlint/secretlint-rule-preset-recommend';
const config = { rules: [{ id: ID, rule: creator }] };

/** What secretlint's recommended rules find in a text. */
export async function lintSecrets(file: string, text: string): Promise<readonly SecretValue[]> {
  const source = { filePath: file, content: text, ext: '', contentType: 'text' as const };
  const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
  return messages.map(({ messageId, loc, range: [from, to] }) => ({
    kind: messageId ?? 'secret',
    value: text.slice(from, to),
    line: loc.start.line,
  }));
}
