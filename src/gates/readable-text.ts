import { isBinary } from './is-binary.ts';

/** All text that bytes may be: UTF-8; for binary bytes one character each, and once more without zeros, which shows UTF-16. A mark of its order is no text. */
export function readableText(bytes: Uint8Array): string {
  if (!isBinary(bytes)) return Buffer.from(bytes).toString('utf8');
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^(?:\xff\xfe|\xfe\xff)/, '');
  return `${text}\n${text.replaceAll('\0', '')}`;
}
