import type { BundleFile } from '../engine/index.ts';
import type { Finding } from './finding.ts';

/** SBOM, licences and notices of a project, and what speaks against handing it over. */
export async function licenceFiles(
  _root: string,
  _of: { readonly tracked: readonly BundleFile[]; readonly inlined: readonly string[] },
): Promise<{ readonly files: readonly BundleFile[]; readonly findings: readonly Finding[] }> {
  return Promise.resolve({ files: [], findings: [] });
}
