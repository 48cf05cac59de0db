import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { byPath, type BundleFile, type Fault } from './bundle-file.ts';
import { NAMES } from '../base/seal-names.ts';
import { partOf, PARTS } from './layout.ts';

const entrySchema = z.strictObject({
  path: z.string().describe('From the root of the bundle, with `/`.'),
  part: z.enum(PARTS).describe('The project as written, its evidence, the site, or what sealing added.'),
  bytes: z.number().int().nonnegative().describe('The size.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('The digest, in lower-case hex.'),
  executable: z.boolean().describe('Whether it may be run as a program.'),
});

/** Every file of a bundle but this list and its attestation. */
export const manifestSchema = z.strictObject({
  kind: z.literal('proofroom/manifest').describe('What this file is.'),
  version: z.literal(1).describe('The version of this format.'),
  files: z.array(entrySchema).describe('In the order of their paths.'),
});

/** See manifestSchema. */
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

type Entry = Manifest['files'][number];

const UNLISTED: ReadonlySet<string> = new Set([NAMES.manifest, NAMES.attestation]);

/** Lists files. */
export function buildManifest(files: readonly BundleFile[]): Manifest {
  const listed = files.filter(({ path }) => !UNLISTED.has(path)).toSorted(byPath);
  return { kind: 'proofroom/manifest', version: 1, files: listed.map(entryOf) };
}

/** The one spelling of a manifest. */
export const manifestText = (manifest: Manifest): string => canonicalJson(manifest);

/** Reads a manifest that is spelled as we spell it; null for any other text. */
export function parseManifest(text: string): Manifest | null {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text));
    return parsed.success && manifestText(parsed.data) === text ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Every file that is not listed, and every listed one that is missing or another; else, whether the list is the one spelling of these files. */
export function manifestFaults(manifest: Manifest, files: readonly BundleFile[]): readonly Fault[] {
  const listed = new Map(manifest.files.map((entry) => [entry.path, entry]));
  const there = new Set(files.map(({ path }) => path));
  const missing = manifest.files.filter(({ path }) => !there.has(path));
  const found = [
    ...missing.map(({ path }): Fault => ({ kind: 'missing', file: path, words: 'is in the manifest and not there' })),
    ...files.flatMap((file) =>
      UNLISTED.has(file.path) ? unlistedFaults(file) : fileFaults(file, listed.get(file.path)),
    ),
  ];
  // A list in another order, or with an entry twice, could be read in two ways: by us, and by who follows VERIFY.md.
  const isOurs = found.length > 0 || manifestText(manifest) === manifestText(buildManifest(files));
  return isOurs
    ? found
    : [{ kind: 'malformed', file: NAMES.manifest, words: 'is not the list that we write of these files' }];
}

/** The list cannot say its own mode and that of its attestation: neither is a program. */
function unlistedFaults({ path, executable }: BundleFile): readonly Fault[] {
  return executable ? [{ kind: 'changed', file: path, words: 'has another mode than was sealed' }] : [];
}

function fileFaults(file: BundleFile, entry: Entry | undefined): readonly Fault[] {
  if (entry === undefined) return [{ kind: 'extra', file: file.path, words: 'is not in the manifest' }];
  const now = entryOf(file);
  const differs = [
    now.sha256 === entry.sha256 && now.bytes === entry.bytes ? null : 'is not what was sealed',
    now.executable === entry.executable ? null : 'has another mode than was sealed',
    now.part === entry.part ? null : `is no part of ${entry.part}`,
  ];
  return differs.flatMap((words) => (words === null ? [] : [{ kind: 'changed', file: file.path, words }]));
}

function entryOf({ path, bytes, executable }: BundleFile): Entry {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, part: partOf(path), bytes: bytes.length, sha256, executable };
}
