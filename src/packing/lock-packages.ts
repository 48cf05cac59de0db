import { z } from 'zod';

/** A package of a lock file, with its licence as an SPDX expression; null when neither it nor who asks for it says one. */
export interface LockPackage {
  /** What the registry calls it; an alias is not told. */
  readonly name: string;
  readonly version: string;
  readonly licence: string | null;
  /** Needed to build or test only: it is not part of what runs at a customer's. */
  readonly dev: boolean;
  /** Where it is installed, from the root. */
  readonly folder: string;
}

const entrySchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  link: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });

/** Every package of a package-lock.json, in the order of its folders. */
export function lockPackages(lock: string): readonly LockPackage[] {
  const { packages } = lockSchema.parse(JSON.parse(lock));
  const licences = new Map<string, string>();
  // A build of a package for one platform is under the licence of the package that asks for it.
  for (const { license, optionalDependencies = {} } of Object.values(packages))
    for (const name of Object.keys(optionalDependencies)) if (license !== undefined) licences.set(name, license);
  return Object.entries(packages).flatMap(([folder, { version = '', license, dev, devOptional, link, ...entry }]) => {
    const alias = folder.replace(/^.*node_modules\//, '');
    if (folder === '' || link === true) return [];
    const licence = license ?? licences.get(alias) ?? null;
    return [{ name: entry.name ?? alias, version, licence, dev: dev === true || devOptional === true, folder }];
  });
}
