/** What a fence's meta string says: the marker word that comes first, and its attributes in order. */
export interface Meta {
  readonly kind: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  /** The part that could not be read, or null. */
  readonly rest: string | null;
}

const KIND = /^\s*([\w-]+)(?=\s|$)/;
const ATTRIBUTE = /^\s*([A-Za-z][\w-]*)=(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+))(?=\s|$)/;

/** Reads `proof id="a" title="b \"c\""` into its marker and attributes; stops at the first part that is neither. */
export function parseMeta(meta: string): Meta {
  const marker = KIND.exec(meta);
  const kind = marker?.[1] ?? '';
  const attributes: { name: string; value: string }[] = [];
  let left = meta.slice(marker?.[0].length ?? 0);
  for (let match = ATTRIBUTE.exec(left); match !== null; match = ATTRIBUTE.exec(left)) {
    attributes.push({ name: match[1] ?? '', value: unescape(match[2] ?? match[3] ?? match[4] ?? '') });
    left = left.slice(match[0].length);
  }
  return { kind, attributes, rest: left.trim() === '' ? null : left.trim() };
}

function unescape(value: string): string {
  return value.replaceAll(/\\(["'\\])/g, '$1');
}
