import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  fingerprint,
  judgeBundle,
  NAMES,
  plainFile,
  projectOf,
  readZip,
  sealBundle,
  sealSidecar,
  writeZip,
  type BundleFile,
  type BundleIndex,
} from '../engine/index.ts';
import { ALLOWED_LEAKS } from '../gates/allowed-leaks.ts';
import { ALLOWED_FILE, ALLOWED_SECRETS } from '../gates/allowed-secrets.ts';
import { buildPortableSite } from './build-site-node.ts';
import type { Finding } from './finding.ts';
import { guideText } from './guide-text.ts';
import { inspectFiles } from './inspect-files.ts';
import { publicHalf } from './key-files-fs.ts';
import { licenceFiles } from './licences-node.ts';
import { nameFindings } from './name-findings.ts';
import { namedKeyFindings, namedKeys } from './named-key.ts';
import { provenanceText } from './provenance-text.ts';
import { readLastRuns } from './last-runs-fs.ts';
import { readTracked, type Tracked } from './tracked-files-node.ts';
import { buildVerifier } from './verifier-node.ts';

/** What is packed, for whom, and where to. */
export interface PackageOptions {
  readonly root: string;
  readonly out: string;
  /** Null packs a bundle that nobody signs. */
  readonly key: KeyObject | null;
  readonly site: boolean;
  /** A trial signs with a key that is thrown away, whatever key the README names. */
  readonly trial?: boolean;
}

/** A bundle that was written, or every reason why it was not. */
export type Packed =
  | {
      readonly kind: 'packed';
      readonly zip: string;
      readonly sha256: string;
      readonly bytes: number;
      readonly files: number;
      readonly index: BundleIndex;
      /** Whether the README says whose signature a buyer may expect. */
      readonly isKeyNamed: boolean;
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | { readonly kind: 'no-repository' };

/** Packs the commit of a project into one sealed ZIP, with its sidecar beside it. What is refused leaves nothing behind. */
export async function packProject(options: PackageOptions): Promise<Packed> {
  const tracked = readTracked(options.root);
  if (tracked === null) return { kind: 'no-repository' };
  const allowed = { ...allowedIn(tracked.files), places: [options.root, os.homedir()].filter(isTelling) };
  const signer = options.key === null ? null : fingerprint(publicHalf(options.key));
  const early = [
    ...tracked.findings,
    ...nameFindings(tracked.files),
    ...(options.trial === true ? [] : namedKeyFindings(tracked.files, signer)),
    ...(await inspectFiles(tracked.files, allowed)),
  ];
  if (early.length > 0) return { kind: 'refused', findings: early };
  const made = await makeFiles(tracked, options);
  const late = [...made.findings, ...(await inspectFiles(made.files, allowed))];
  if (late.length > 0) return { kind: 'refused', findings: late };
  const { files, index } = sealBundle([...tracked.files, ...made.files], options.key);
  const zip = await writeZip(files);
  demandHolds(zip);
  return write(options, { zip, index, tracked, files: files.length });
}

/** A folder right below the root, such as `/app`, tells nothing of whose machine it is. */
const isTelling = (folder: string): boolean => folder.split(path.sep).filter(Boolean).length > 1;

/** The exceptions are this project's own, not those of another that is packed. */
function allowedIn(files: readonly BundleFile[]): Parameters<typeof inspectFiles>[1] {
  const isOwn = files.some(({ path: file }) => file === ALLOWED_FILE);
  return isOwn ? { leaks: ALLOWED_LEAKS, secrets: ALLOWED_SECRETS } : { leaks: [], secrets: [] };
}

interface Made {
  readonly files: readonly BundleFile[];
  readonly findings: readonly Finding[];
}

async function makeFiles(tracked: Tracked, { root, key, site }: PackageOptions): Promise<Made> {
  const { name, version } = projectOf(tracked.files);
  const verifier = await buildVerifier();
  const licences = await licenceFiles(root, { tracked: tracked.files, inlined: verifier.packages });
  const facts = {
    name: `${name}-${version}`,
    fingerprint: key === null ? null : fingerprint(publicHalf(key)),
    hasSite: site,
  };
  return {
    files: [
      ...(site ? await buildPortableSite(tracked.files) : []),
      ...licences.files,
      plainFile(NAMES.provenance, provenanceText(tracked)),
      plainFile(NAMES.guide, guideText(facts)),
      { ...plainFile(NAMES.verifier, verifier.text), executable: true },
    ],
    findings: licences.findings,
  };
}

/** What is handed over is read back first: a bundle that its own verifier refuses is a fault of ours. */
function demandHolds(zip: Uint8Array): void {
  const { files, faults } = readZip(zip);
  const all = [...faults, ...(faults.length > 0 ? [] : judgeBundle(files).faults)];
  if (all.length > 0) throw new Error(`the bundle does not hold: ${all[0]?.file} ${all[0]?.words}`);
}

interface Whole {
  readonly zip: Buffer;
  readonly index: BundleIndex;
  readonly tracked: Tracked;
  readonly files: number;
}

function write({ root, out, key }: PackageOptions, { zip, index, tracked, files }: Whole): Packed {
  const file = path.join(out, `${index.project.name}-${index.project.version}.zip`);
  const about = { sha256: createHash('sha256').update(zip).digest('hex'), bytes: zip.length };
  const facts = {
    commit: { ...tracked.commit },
    host: { platform: process.platform, arch: process.arch, node: process.versions.node },
    runs: readLastRuns(root),
  };
  const said = { kind: 'proofroom/sidecar' as const, zip: about, at: new Date().toISOString(), facts };
  mkdirSync(out, { recursive: true });
  writeFileSync(file, zip);
  writeFileSync(`${file}.sidecar.json`, sealSidecar(said, key));
  return { kind: 'packed', zip: file, ...about, files, index, isKeyNamed: namedKeys(tracked.files).length > 0 };
}
