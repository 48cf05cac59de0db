import { expect, test } from 'vitest';
import { sbomFaults } from '../../src/packing/sbom-node.ts';
import { judgeLicences } from '../../src/packing/judge-licences.ts';
import { lockPackages } from '../../src/packing/lock-packages.ts';
import { normaliseSbom } from '../../src/packing/normalise-sbom.ts';

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

test('an SBOM loses what differs from run to run, stays valid, and a broken one is refused', async () => {
  const made = (time: string, serial: string) =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      serialNumber: `urn:uuid:${serial}`,
      version: 1,
      metadata: {
        timestamp: time,
        tools: [{ name: 'cli', version: '1' }],
        component: { type: 'library', name: 'folder', 'bom-ref': 'x' },
      },
      components: [
        { type: 'library', name: 'b', 'bom-ref': 'b' },
        { type: 'library', name: 'a', 'bom-ref': 'a' },
      ],
      dependencies: [{ ref: 'x', dependsOn: ['b', 'a'] }],
    });
  const text = normaliseSbom(made('2026-01-01T00:00:00Z', '0fe2165a-8625-48d4-8ddb-8b25f3ed6fb6'), 'shop');
  expect(text).toBe(normaliseSbom(made('2026-02-02T00:00:00Z', '1fe2165a-8625-48d4-8ddb-8b25f3ed6fb6'), 'shop'));
  expect(JSON.parse(text)).toMatchObject({
    metadata: { component: { name: 'shop' } },
    components: [{ name: 'a' }, { name: 'b' }],
  });
  expect(await sbomFaults(text)).toEqual([]);
  expect((await sbomFaults(text.replace('"library"', '"nonsense"'))).length).toBeGreaterThan(0);
});
