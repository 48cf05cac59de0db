import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { normaliseSbom } from './normalise-sbom.ts';

/** The CycloneDX 1.5 document of a project's lock file, the same for every run. Throws when it is not valid. */
export async function buildSbom(root: string, name: string): Promise<string> {
  const run = promisify(execFile);
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { stdout } = await run('npm', args, { cwd: root, maxBuffer: 2 ** 26 });
  const text = normaliseSbom(stdout, name);
  const faults = await sbomFaults(text);
  if (faults.length > 0) throw new Error(`the SBOM is not valid: ${faults[0]}`);
  return text;
}

/** What the schema of CycloneDX 1.5 refuses in a document, in words. */
export async function sbomFaults(text: string): Promise<readonly string[]> {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
  const found = await validator.validate(text);
  if (found === null) return [];
  return (Array.isArray(found) ? found : [found]).map((one) => JSON.stringify(one));
}
