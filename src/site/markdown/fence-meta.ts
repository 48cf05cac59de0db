/** What a fence is to the site: a proof, the lines a proof pins, or the change that makes it fail. */
export type ProofFence =
  | { readonly kind: 'proof'; readonly id: string }
  | { readonly kind: 'expect'; readonly of: string }
  | { readonly kind: 'control'; readonly of: string; readonly title: string };

/**
 * Reads a fence's meta string only as far as drawing it needs: its kind, the proof it belongs to, its title.
 * Everything else about a proof comes from the engine. Returns null for an ordinary code block.
 */
export function parseFence(meta: string | null | undefined): ProofFence | null {
  const [kind] = (meta ?? '').trim().split(/\s/, 1);
  const attributes = attributesOf(meta ?? '');
  const attribute = (name: string): string => attributes.get(name) ?? '';
  if (kind === 'proof') return { kind, id: attribute('id') };
  if (kind === 'expect') return { kind, of: attribute('of') };
  if (kind === 'control') return { kind, of: attribute('of'), title: attribute('title') };
  return null;
}

function attributesOf(meta: string): Map<string, string> {
  const pairs = meta.matchAll(/(?<name>[a-z][\w-]*)=(?:"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>[^']*)'|(?<bare>\S+))/g);
  return new Map(
    pairs.map(({ groups }) => [
      groups?.['name'] ?? '',
      groups?.['double']?.replaceAll(/\\(["\\])/g, '$1') ?? groups?.['single'] ?? groups?.['bare'] ?? '',
    ]),
  );
}
