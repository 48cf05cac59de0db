import satisfies from 'spdx-satisfies';
import type { Finding } from './finding.ts';
import { SHIPPED, STATED_LICENCES, type BuildException } from './licence-policy.ts';
import type { LockPackage } from './lock-packages.ts';

/** How a package is used: it runs at the customer's, its code is in the verifier, or it only builds and tests. */
export type Use = 'runs' | 'in the verifier' | 'builds';

/** A package with its use, and the reason why its licence is accepted when it is none of those that ship. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly use: Use;
  readonly exception: string | null;
}

/** All packages and what is wrong with any. */
export interface JudgedLicences {
  readonly packages: readonly Licensed[];
  readonly findings: readonly Finding[];
}

/** Judges the licence of every package: what ships may have only licences of the list, what builds needs a reason for another. */
export function judgeLicences(
  all: readonly LockPackage[],
  { inlined, exceptions }: { readonly inlined: readonly string[]; readonly exceptions: readonly BuildException[] },
): JudgedLicences {
  const used = new Set<BuildException>();
  const judged = all.map((one) => {
    const use = useOf(one, inlined);
    const licence = one.licence ?? statedLicence(one) ?? 'unknown';
    const allowed = isAllowed(licence);
    const exception = exceptions.find((it) => it.licence === licence && it.package.test(one.name));
    if (!allowed && use === 'builds' && exception !== undefined) used.add(exception);
    const reason = allowed || use !== 'builds' ? null : (exception?.reason ?? null);
    return { name: one.name, version: one.version, licence, use, exception: reason, ok: allowed || reason !== null };
  });
  const unused = exceptions.filter((one) => !used.has(one));
  return {
    packages: judged.map(({ ok: _ok, ...one }) => one),
    findings: [...judged.filter(({ ok }) => !ok).map(licenceFinding), ...unused.map(unusedFinding)],
  };
}

function statedLicence({ name, version }: LockPackage): string | undefined {
  return STATED_LICENCES.find((one) => one.name === name && one.version === version)?.licence;
}

function useOf({ dev, name }: LockPackage, inlined: readonly string[]): Use {
  if (!dev) return 'runs';
  return inlined.includes(name) ? 'in the verifier' : 'builds';
}

function isAllowed(licence: string): boolean {
  try {
    return satisfies(licence, [...SHIPPED]);
  } catch {
    // No SPDX expression, such as "SEE LICENSE IN …": nobody has read what it asks for.
    return false;
  }
}

function licenceFinding({ name, version, licence, use }: Licensed): Finding {
  const hint =
    use === 'builds'
      ? 'Replace it, or give the reason in src/packing/licence-policy.ts.'
      : 'Replace it: what is handed over has no exceptions.';
  return {
    file: 'package-lock.json',
    line: 0,
    rule: 'licence',
    words: `has ${name} ${version} under ${licence}; it ${useWords(use)}`,
    hint,
  };
}

const useWords = (use: Use): string => (use === 'in the verifier' ? 'is in the verifier' : use);

function unusedFinding({ package: name, licence }: BuildException): Finding {
  return {
    file: 'src/packing/licence-policy.ts',
    line: 0,
    rule: 'licence',
    words: `excepts ${name.source} under ${licence}, and nothing needs it`,
    hint: 'Take the exception out.',
  };
}
