import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { sbomText } from './sbom-text.ts';

/** The CycloneDX 1.5 document of a project's lock file, the same on every machine. Throws when it is not valid. */
export async function buildSbom(root: string, name: string): Promise<string> {
  const text = sbomText(readFileSync(path.join(root, 'package-lock.json'), 'utf8'), name);
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
