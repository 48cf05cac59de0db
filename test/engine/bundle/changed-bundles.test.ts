import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { judgeBundle, plainFile, sealBundle, type BundleFile } from '../../../src/engine/index.ts';
import { digestJson } from '../../../src/engine/base/digest.ts';
import { indexText, parseIndex, type BundleIndex } from '../../../src/engine/bundle/bundle-index.ts';
import { envelopeText, sealEnvelope } from '../../../src/engine/bundle/dsse.ts';
import { buildManifest, manifestText, type Manifest } from '../../../src/engine/bundle/manifest.ts';
import { STATEMENT_TYPE, statementText } from '../../../src/engine/bundle/statement.ts';
import { createRandom } from '../../../src/service/demo/random.ts';
import { KEY, sealedSample, SOURCE } from './sample.ts';

const sealed = sealedSample();
const dice = createRandom(20261124);
const random = (): number => dice.whole(1e9) / 1e9;
const pick = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error('an empty list');
  return one;
};
const faultsOf = (files: readonly BundleFile[]) => judgeBundle(files).faults;

test('the sealed bundle holds, and says who signed', () => {
  const judged = judgeBundle(sealed);
  expect(judged.faults).toEqual([]);
  expect(judged.signer.kind).toBe('signed');
  expect(judged.index?.rows.map(({ id, verdict }) => [id, verdict])).toEqual([['R-1', 'unproved']]);
});

const CHANGES: Readonly<Record<string, () => readonly BundleFile[]>> = {
  'one byte': () => {
    const file = pick(sealed.filter(({ bytes }) => bytes.length > 0));
    const bytes = Buffer.from(file.bytes);
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return sealed.map((one) => (one === file ? { ...one, bytes } : one));
  },
  'one byte less': () => {
    const file = pick(sealed);
    return sealed.map((one) => (one === file ? { ...one, bytes: one.bytes.subarray(0, -1) } : one));
  },
  'a byte more': () => {
    const file = pick(sealed);
    return sealed.map((one) => (one === file ? { ...one, bytes: Buffer.concat([one.bytes, Buffer.from('\n')]) } : one));
  },
  'a file more': () => [
    ...sealed,
    plainFile(`${pick(['', 'site/', 'proofs/', 'src/'])}more-${Math.floor(random() * 1e9)}.txt`, 'x'),
  ],
  'a file less': () => {
    const file = pick(sealed);
    return sealed.filter((one) => one !== file);
  },
  'two contents exchanged': () => {
    const [a, b] = [pick(sealed), pick(sealed)];
    const other =
      a === b || Buffer.from(a.bytes).equals(b.bytes)
        ? sealed.find((one) => one !== a && !Buffer.from(one.bytes).equals(a.bytes))
        : b;
    return sealed.map((one) =>
      one === a ? { ...one, bytes: other?.bytes ?? a.bytes } : one === other ? { ...one, bytes: a.bytes } : one,
    );
  },
  'another mode': () => {
    const file = pick(sealed);
    return sealed.map((one) => (one === file ? { ...one, executable: !one.executable } : one));
  },
  'another name': () => {
    const file = pick(sealed);
    return sealed.map((one) => (one === file ? { ...one, path: `${one.path}x` } : one));
  },
};

test('three hundred random changes of a sealed bundle are each refused', () => {
  const kinds = Object.entries(CHANGES);
  for (let time = 0; time < 304; time += 1) {
    const [name, change] = kinds[time % kinds.length] ?? kinds[0] ?? [];
    expect(faultsOf(change?.() ?? sealed), `${name}, turn ${time}`).not.toEqual([]);
  }
});

test('a bundle sealed again with other content is signed by another key, and says so', () => {
  const other = generateKeyPairSync('ed25519').privateKey;
  const { files } = sealBundle([...SOURCE, plainFile('more.txt', 'x')], other);
  const [was, is] = [judgeBundle(sealed).signer, judgeBundle(files).signer];
  expect(faultsOf(files)).toEqual([]);
  expect(is).not.toEqual(was);
});

test('a key that did not sign, and a signature of another bundle, are refused', () => {
  const other = sealBundle(SOURCE, generateKeyPairSync('ed25519').privateKey).files;
  const later = sealBundle([...SOURCE, plainFile('more.txt', 'x')], KEY).files;
  const from = (files: readonly BundleFile[], name: string) =>
    sealed.map((one) => (one.path === name ? (files.find(({ path }) => path === name) ?? one) : one));
  expect(faultsOf(from(other, 'public-key.pem'))).not.toEqual([]);
  expect(
    faultsOf(from(other, 'attestation.json'))
      .map(({ words }) => words)
      .join(),
  ).toMatch(/not signed by the key/);
  expect(
    faultsOf(from(later, 'attestation.json'))
      .map(({ words }) => words)
      .join(),
  ).toMatch(/states something else/);
});

const LIES: readonly (readonly [lie: string, tell: (said: BundleIndex) => Partial<BundleIndex>, words: string])[] = [
  [
    'a better verdict',
    ({ rows }) => ({ rows: rows.map((row) => ({ ...row, verdict: 'proved' as const, why: '' })) }),
    'says that R-1 is proved; the files make it unproved',
  ],
  [
    'a claim of the same length',
    ({ rows }) => ({ rows: rows.map((row) => ({ ...row, claim: row.claim.replace('two', 'six') })) }),
    'is not what the files make it',
  ],
  [
    'another line of a proof',
    ({ proofs }) => ({ proofs: proofs.map((proof) => ({ ...proof, line: proof.line + 1 })) }),
    'says of the proof sum what the files do not show: not run yet',
  ],
  [
    'another version',
    ({ project }) => ({ project: { ...project, version: '1.2.4' } }),
    'is not what the files make it',
  ],
];

test.each(LIES)('%s than the files show is refused, though the seller sealed it', (_lie, tell, words) => {
  const said = parseIndex(Buffer.from(sealed.find(({ path }) => path === 'index.json')?.bytes ?? []).toString('utf8'));
  if (said === null) throw new Error('no index');
  const { seal: _seal, ...rest } = { ...said, ...tell(said) };
  const index = { ...rest, seal: digestJson(rest) };
  const kept = sealed.filter(({ path }) => !['index.json', 'manifest.json', 'attestation.json'].includes(path));
  const listed = [...kept, plainFile('index.json', indexText(index))];
  const whole = [...listed, plainFile('manifest.json', manifestText(buildManifest(listed)))];
  const envelope = sealEnvelope(STATEMENT_TYPE, statementText(whole, index), KEY);
  const faults = faultsOf([...whole, plainFile('attestation.json', envelopeText(envelope))]);
  expect(faults.map((fault) => fault.words)).toEqual([words]);
});

test.each(sealed.map(({ path }) => path))('another mode of %s is refused', (path) => {
  const changed = sealed.map((one) => (one.path === path ? { ...one, executable: !one.executable } : one));
  expect(faultsOf(changed)).toContainEqual({ kind: 'changed', file: path, words: 'has another mode than was sealed' });
});

test('other bytes of the same length are told at their file, not at the list', () => {
  const file = pick(sealed.filter(({ path }) => path.startsWith('content/')));
  const other = Buffer.from(file.bytes).map((byte, at) => (at === file.bytes.length - 1 ? byte ^ 1 : byte));
  expect(faultsOf(sealed.map((one) => (one === file ? { ...one, bytes: other } : one)))).toEqual([
    { kind: 'changed', file: file.path, words: 'is not what was sealed' },
  ]);
});

const LISTS: Readonly<Record<string, (list: Manifest['files']) => Manifest['files']>> = {
  'in another order': (list) => list.toReversed(),
  'with an entry twice': (list) => [...list, ...list.slice(0, 1)],
  'with a wrong entry before the right one': (list) => [
    ...list.slice(0, 1).map((one) => ({ ...one, sha256: '0'.repeat(64) })),
    ...list,
  ],
  'with itself': (list) => [...list, ...list.slice(0, 1).map((one) => ({ ...one, path: 'manifest.json' }))],
};

test.each(Object.entries(LISTS))('a list %s is refused, whoever signs it', (_, change) => {
  const { files } = sealBundle(SOURCE, KEY);
  const kept = files.filter(({ path }) => path !== 'attestation.json' && path !== 'manifest.json');
  const manifest = buildManifest(kept);
  const whole = [...kept, plainFile('manifest.json', manifestText({ ...manifest, files: change(manifest.files) }))];
  const index = judgeBundle(files).index;
  if (index === null) throw new Error('no index');
  const envelope = sealEnvelope(STATEMENT_TYPE, statementText(whole, index), KEY);
  const faults = faultsOf([...whole, plainFile('attestation.json', envelopeText(envelope))]);
  expect(faults.map(({ file }) => file)).toEqual(['manifest.json']);
});

test('an unsigned bundle holds by itself and is signed by nobody', () => {
  const { files } = sealBundle(SOURCE, null);
  expect(judgeBundle(files)).toMatchObject({ faults: [], signer: { kind: 'unsigned' } });
});
