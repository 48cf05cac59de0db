/** Names that sealing adds at the root of a bundle. No project file may have one, and no evidence depends on one. */
export const NAMES = {
  manifest: 'manifest.json',
  attestation: 'attestation.json',
  index: 'index.json',
  provenance: 'provenance.json',
  publicKey: 'public-key.pem',
  verifier: 'verify.mjs',
  guide: 'VERIFY.md',
  sbom: 'sbom.cdx.json',
  licences: 'licences.json',
  notices: 'THIRD-PARTY-NOTICES.md',
} as const;

const SEALS: ReadonlySet<string> = new Set(Object.values(NAMES));

/** Whether a path is one that sealing adds. */
export const isSealName = (path: string): boolean => SEALS.has(path);
