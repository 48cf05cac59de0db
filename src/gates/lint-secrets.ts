import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { decodedTexts } from './decoded-texts.ts';
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

/** What they find in what stands in a text in base64. All of it is looked at at once; a line of it is a text. */
export async function lintDecoded(file: string, text: string): Promise<readonly SecretValue[]> {
  const decoded = decodedTexts(text);
  if (decoded.length === 0) return [];
  const found = await lintSecrets(file, decoded.map((one) => one.text.replaceAll(/[\r\n]/g, ' ')).join('\n'));
  return found.map(({ kind, value, line }) => ({
    kind: `${kind} in base64`,
    value,
    line: decoded[line - 1]?.line ?? 1,
  }));
}
