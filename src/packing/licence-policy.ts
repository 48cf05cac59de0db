/** Licences under which a package may be part of what is handed over: none asks anything of a buyer but to keep its notice. */
export const SHIPPED = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
] as const;

/** A package under another licence, or under none that its lock entry says, that only builds and tests may use; and why. */
export interface BuildException {
  readonly package: RegExp;
  readonly licence: string;
  readonly reason: string;
}

/** Exceptions for what builds and tests. One that no package needs is a finding. */
export const BUILD_EXCEPTIONS: readonly BuildException[] = [
  {
    package: /^@img\/sharp-libvips-/,
    licence: 'LGPL-3.0-or-later',
    reason: 'the image library behind sharp, loaded as it is while the site is built; no image of it is handed over',
  },
  {
    package: /^@img\/sharp-(?:win32|wasm32)/,
    licence: 'Apache-2.0 AND LGPL-3.0-or-later',
    reason: 'the same library, inside the package for this system',
  },
  {
    package: /^@img\/sharp-wasm32$/,
    licence: 'Apache-2.0 AND LGPL-3.0-or-later AND MIT',
    reason: 'the same library, compiled for WebAssembly',
  },
  {
    package: /^lightningcss(?:-|$)/,
    licence: 'MPL-2.0',
    reason: 'makes style sheets smaller while the site is built; none of its code is in the site',
  },
  { package: /^axe-core$/, licence: 'MPL-2.0', reason: 'finds barriers in the site while it is tested' },
  { package: /^spdx-exceptions$/, licence: 'CC-BY-3.0', reason: 'a list of names that the licence check reads' },
  { package: /^spdx-ranges$/, licence: '(MIT AND CC-BY-3.0)', reason: 'a list of names that the licence check reads' },
];

/** A licence that a package states in a file and not in its package.json. */
export interface StatedLicence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The file that states it. */
  readonly file: string;
}

/** Licences that somebody read. They hold for one version. */
export const STATED_LICENCES: readonly StatedLicence[] = [
  { name: 'format', version: '0.2.2', licence: 'MIT', file: 'Readme.md' },
];
