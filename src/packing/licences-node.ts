import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson, NAMES, plainFile, projectOf, type BundleFile } from '../engine/index.ts';
import type { Finding } from './finding.ts';
import { judgeLicences, type JudgedLicences } from './judge-licences.ts';
import { BUILD_EXCEPTIONS, STATED_LICENCES } from './licence-policy.ts';
import { lockPackages, type LockPackage } from './lock-packages.ts';
import { noticesText, type Notice } from './notices-text.ts';
import { buildSbom } from './sbom-node.ts';

const LOCK = 'package-lock.json';
const POLICY = 'src/packing/licence-policy.ts';

/** Judges the packages of a project's lock file; one without has none. `inlined` are packages whose code is in the verifier. */
export function projectLicences(root: string, inlined: readonly string[]): JudgedLicences {
  if (!existsSync(path.join(root, LOCK))) return { packages: [], findings: [] };
  const packages = lockPackages(readFileSync(path.join(root, LOCK), 'utf8'));
  // The exceptions are this project's own, not those of another that is looked at.
  return judgeLicences(packages, { inlined, exceptions: existsSync(path.join(root, POLICY)) ? BUILD_EXCEPTIONS : [] });
}

/** SBOM, licences and notices of a project for its bundle, and what speaks against handing it over. */
export async function licenceFiles(
  root: string,
  { tracked, inlined }: { readonly tracked: readonly BundleFile[]; readonly inlined: readonly string[] },
): Promise<{ readonly files: readonly BundleFile[]; readonly findings: readonly Finding[] }> {
  if (!tracked.some((file) => file.path === LOCK)) return { files: [], findings: [] };
  const { packages, findings } = projectLicences(root, inlined);
  const all = lockPackages(readFileSync(path.join(root, LOCK), 'utf8'));
  const shipped = packages.flatMap((one, index): readonly Notice[] => {
    const text = one.use === 'builds' ? null : licenceText(root, all[index]);
    return one.use === 'builds' ? [] : [{ ...one, text }];
  });
  return {
    findings,
    files: [
      plainFile(NAMES.sbom, await buildSbom(root, projectOf(tracked).name)),
      plainFile(
        NAMES.licences,
        canonicalJson({ kind: 'proofroom/licences', version: 1, packages: packages.map((one) => ({ ...one })) }),
      ),
      plainFile(NAMES.notices, noticesText(shipped)),
    ],
  };
}

function licenceText(root: string, one: LockPackage | undefined): string | null {
  const folder = path.join(root, one?.folder ?? '');
  if (one === undefined || !existsSync(folder)) return null;
  const name =
    readdirSync(folder)
      .sort()
      .find((file) => /^(?:licen[cs]e|copying)(?:[.-]|$)/i.test(file)) ?? statedFile(one);
  return name === undefined ? null : readFileSync(path.join(folder, name), 'utf8');
}

function statedFile({ name, version }: LockPackage): string | undefined {
  return STATED_LICENCES.find((one) => one.name === name && one.version === version)?.file;
}
