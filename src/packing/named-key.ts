import type { BundleFile } from '../engine/index.ts';
import type { Finding } from './finding.ts';

const README = 'README.md';

/** The fingerprints that the README of a project names, in the form in which `npm run keys -- show` prints them. */
export function namedKeys(files: readonly BundleFile[]): readonly string[] {
  const readme = files.find(({ path }) => path === README);
  return readme === undefined
    ? []
    : (Buffer.from(readme.bytes)
        .toString('utf8')
        .match(/\bsha256:[0-9a-f]{64}\b/g) ?? []);
}

/** A finding when the README names keys and the one that signs is none of them: a buyer would compare in vain. */
export function namedKeyFindings(files: readonly BundleFile[], signer: string | null): readonly Finding[] {
  const named = namedKeys(files);
  if (named.length === 0 || (signer !== null && named.includes(signer))) return [];
  return [
    {
      file: README,
      line: 0,
      rule: 'another-key',
      words: `names ${named.join(', ')}, and ${signer ?? 'nobody'} would sign`,
      hint: 'sign with the key that the README names, or commit the fingerprint of the new one',
    },
  ];
}
