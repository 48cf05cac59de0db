import { expect, test, vi } from 'vitest';
import { buildSbom, sbomFaults } from '../../src/packing/sbom-node.ts';
import { judgeLicences } from '../../src/packing/judge-licences.ts';
import { lockPackages } from '../../src/packing/lock-packages.ts';
import { sbomText } from '../../src/packing/sbom-text.ts';

const lock = (entry: object, more: object = {}): string =>
  JSON.stringify({ packages: { '': { name: 'own' }, 'node_modules/a': { version: '1.0.0', ...entry }, ...more } });
const judge = (entry: object, of: Partial<Parameters<typeof judgeLicences>[1]> = {}) =>
  judgeLicences(lockPackages(lock(entry)), { inlined: [], exceptions: [], ...of }).findings.map(({ words }) => words);

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['(MIT AND GPL-3.0-only)', false],
  ['GPL-3.0-or-later', false],
  ['AGPL-3.0-only', false],
  ['LGPL-3.0-or-later', false],
  ['MPL-2.0', false],
  ['SEE LICENSE IN LICENSE', false],
  [undefined, false],
])('a package that runs at the customer may be under %s: %s', (license, allowed) => {
  expect(judge({ license })).toEqual(allowed ? [] : [`has a 1.0.0 under ${license ?? 'unknown'}; it runs`]);
});

const exception = { package: /^a$/, licence: 'MPL-2.0', reason: 'it only tests' };

test('what only builds needs a reason, which nothing else gets and which must be needed', () => {
  const dev = { license: 'MPL-2.0', dev: true };
  expect(judge(dev)).toEqual(['has a 1.0.0 under MPL-2.0; it builds']);
  expect(judge(dev, { exceptions: [exception] })).toEqual([]);
  expect(judge(dev, { exceptions: [exception], inlined: ['a'] })[0]).toBe(
    'has a 1.0.0 under MPL-2.0; it is in the verifier',
  );
  expect(judge({ license: 'MPL-2.0' }, { exceptions: [exception] })[0]).toBe('has a 1.0.0 under MPL-2.0; it runs');
  expect(judge({ license: 'MIT' }, { exceptions: [exception] })).toEqual([
    'excepts ^a$ under MPL-2.0, and nothing needs it',
  ]);
});

test('a build for one platform is under the licence of the package that asks for it', () => {
  const packages = lockPackages(
    lock(
      { license: 'MIT', optionalDependencies: { 'a-linux': '1.0.0' } },
      { 'node_modules/a-linux': { version: '1.0.0' } },
    ),
  );
  expect(packages.map(({ name, licence }) => [name, licence])).toEqual([
    ['a', 'MIT'],
    ['a-linux', 'MIT'],
  ]);
});

const integrity = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;
const SHOP = JSON.stringify({
  packages: {
    '': { name: 'folder', version: '2.0.0', dependencies: { b: '1' }, devDependencies: { '@s/a': '1' } },
    'node_modules/b': { version: '1.0.0', license: 'MIT', integrity, dependencies: { c: '1' } },
    'node_modules/b/node_modules/c': { version: '1.5.0', license: 'SEE LICENSE IN x' },
    'node_modules/c': { version: '1.0.0' },
    'node_modules/@s/a': {
      version: '1.0.0',
      dev: true,
      license: '(MIT OR ISC)',
      peerDependencies: { c: '*', none: '*' },
    },
  },
});

test('an SBOM is made of the lock file alone, is valid, and a broken one is refused', async () => {
  const text = sbomText(SHOP, 'shop');
  const { metadata, components, dependencies } = JSON.parse(text);
  expect(metadata.component).toMatchObject({ name: 'shop', version: '2.0.0', type: 'application' });
  expect(components.map((one: { purl: string; scope: string }) => `${one.purl} ${one.scope}`)).toEqual([
    'pkg:npm/%40s/a@1.0.0 optional',
    'pkg:npm/b@1.0.0 required',
    'pkg:npm/c@1.0.0 required',
    'pkg:npm/c@1.5.0 required',
  ]);
  expect(components[1].hashes).toEqual([{ alg: 'SHA-512', content: '07'.repeat(64) }]);
  expect(dependencies).toEqual([
    { ref: '@s/a@1.0.0', dependsOn: ['c@1.0.0'] },
    { ref: 'b@1.0.0', dependsOn: ['c@1.5.0'] },
    { ref: 'c@1.0.0', dependsOn: [] },
    { ref: 'c@1.5.0', dependsOn: [] },
    { ref: 'shop@2.0.0', dependsOn: ['@s/a@1.0.0', 'b@1.0.0'] },
  ]);
  expect(await sbomFaults(text)).toEqual([]);
  expect((await sbomFaults(text.replace('"library"', '"nonsense"'))).length).toBeGreaterThan(0);
});

test('the SBOM of this project names every package, whatever the settings of npm are', async () => {
  vi.stubEnv('NODE_ENV', 'production');
  vi.stubEnv('npm_config_omit', 'dev');
  const { components } = JSON.parse(await buildSbom('.', 'proofroom'));
  vi.unstubAllEnvs();
  expect(components.some(({ name }: { name: string }) => name === 'vitest')).toBe(true);
});
