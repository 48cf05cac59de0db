import { SPDX } from '@cyclonedx/cyclonedx-library';
import { z } from 'zod';
import { canonicalJson, type Json } from '../engine/index.ts';

const links = z.record(z.string(), z.string()).default({});
const entrySchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().default(''),
  license: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  dev: z.boolean().default(false),
  devOptional: z.boolean().default(false),
  optional: z.boolean().default(false),
  link: z.boolean().default(false),
  dependencies: links,
  devDependencies: links,
  optionalDependencies: links,
  peerDependencies: links,
});
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });

type Entry = z.infer<typeof entrySchema>;
type Packages = ReadonlyMap<string, Entry>;

/**
 * The CycloneDX 1.5 document of a lock file, from its text alone: npm writes another one in each of its versions, and
 * leaves packages out where its settings or NODE_ENV say so.
 */
export function sbomText(lock: string, name: string): string {
  const all = new Map(Object.entries(lockSchema.parse(JSON.parse(lock)).packages));
  const installed = [...all].filter(([folder, { link }]) => folder !== '' && !link);
  const root = { ...entrySchema.parse(all.get('') ?? {}), name };
  const own = `${name}@${root.version}`;
  const components = new Map(installed.map(([folder, entry]) => [refOf(folder, entry), componentOf(folder, entry)]));
  const edges = new Map<string, Set<string>>([[own, new Set(targetsOf('', all))]]);
  for (const [folder, entry] of installed) {
    const ref = refOf(folder, entry);
    edges.set(ref, new Set([...(edges.get(ref) ?? []), ...targetsOf(folder, all)]));
  }
  return canonicalJson({
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'pre-build' }],
      component: {
        ...componentOf(`node_modules/${name}`, root),
        'bom-ref': own,
        type: 'application',
      },
    },
    components: inOrder(components).map(([, one]) => one),
    dependencies: inOrder(edges).map(([ref, to]) => ({ ref, dependsOn: [...to].sort() })),
  });
}

const nameOf = (folder: string, { name }: Entry): string => name ?? folder.replace(/^.*node_modules\//, '');
const refOf = (folder: string, entry: Entry): string => `${nameOf(folder, entry)}@${entry.version}`;

function componentOf(folder: string, entry: Entry): { readonly [member: string]: Json } {
  const name = nameOf(folder, entry);
  const { version, license, integrity, resolved, dev, devOptional, optional } = entry;
  return {
    type: 'library',
    'bom-ref': refOf(folder, entry),
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    scope: dev || devOptional || optional ? 'optional' : 'required',
    ...(license === undefined ? {} : { licenses: [licenceOf(license)] }),
    ...(integrity === undefined ? {} : { hashes: hashesOf(integrity) }),
    ...(resolved === undefined ? {} : { externalReferences: [{ type: 'distribution', url: resolved }] }),
    ...(dev ? { properties: [{ name: 'cdx:npm:package:development', value: 'true' }] } : {}),
  };
}

function licenceOf(license: string): Json {
  return SPDX.isSupportedSpdxId(license) ? { license: { id: license } } : { license: { name: license } };
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

function hashesOf(integrity: string): Json {
  return integrity.split(/\s+/).flatMap((one) => {
    const [algorithm = '', digest = ''] = one.split('-', 2);
    const alg = ALGORITHMS[algorithm];
    return alg === undefined ? [] : [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }];
  });
}

/** The packages that one asks for, each where Node would find it: in its own folder, or in that of who holds it. */
function targetsOf(folder: string, all: Packages): readonly string[] {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } =
    all.get(folder) ?? entrySchema.parse({});
  const asked = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
  return Object.keys(asked).flatMap((name) => {
    const at = foldersOf(folder).map((one) => `${one}node_modules/${name}`);
    const found = at.find((one) => all.has(one));
    const entry = found === undefined ? undefined : all.get(found);
    return found === undefined || entry === undefined ? [] : [refOf(found, entry)];
  });
}

/** A folder and those that hold it, as beginnings of paths, innermost first. */
function foldersOf(folder: string): readonly string[] {
  if (folder === '') return [''];
  const cut = folder.lastIndexOf('node_modules/');
  return [`${folder}/`, ...foldersOf(folder.slice(0, Math.max(0, cut - 1)))];
}

function inOrder<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
