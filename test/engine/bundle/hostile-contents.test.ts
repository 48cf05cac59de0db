import { generateKeyPairSync, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprint, judgeBundle, plainFile, sealBundle, type BundleFile } from '../../../src/engine/index.ts';
import { KEY, sealedSample, SOURCE } from './sample.ts';

/** A parser of Markdown needs hours for this. */
const SLOW = `---\ntitle: Slow\n---\n${'>'.repeat(100_000)}\n`;
const UNREAD = [expect.stringContaining('the verdicts')];

const put = (files: readonly BundleFile[], name: string, text: string): readonly BundleFile[] => [
  ...files.filter(({ path }) => path !== name),
  plainFile(name, text),
];

test('a page that is not what was sealed is refused before it is parsed', () => {
  expect(judgeBundle(put(sealedSample(), 'content/index.mdx', SLOW))).toEqual({
    faults: [{ kind: 'changed', file: 'content/index.mdx', words: 'is not what was sealed' }],
    index: null,
    signer: expect.objectContaining({ kind: 'signed' }),
    unchecked: UNREAD,
  });
});

test('of a bundle by another key than the expected one nothing is parsed, and who signed it is said', () => {
  const other = generateKeyPairSync('ed25519').privateKey;
  const { files } = sealBundle(SOURCE, other);
  const [own, its] = [KEY, other].map((key) => fingerprint(createPublicKey(key)));
  expect(judgeBundle(files, own)).toMatchObject({ index: null, signer: { fingerprint: its }, unchecked: UNREAD });
  expect(judgeBundle(files, its)).toMatchObject({ faults: [], signer: { fingerprint: its } });
  expect(judgeBundle(files)).toMatchObject({ faults: [], signer: { fingerprint: its } });
});

const lists = 'bcdefghi'
  .split('')
  .map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[at]}`).join()}]`);
const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...lists, 'title: *i'].join('\n');

test('aliases that grow beyond measure are a problem of the page and the matrix, not a crash', () => {
  const rows = `- {${BOMB.replaceAll('\n', ', ')}}\n`;
  const bombs = put(put(SOURCE, 'content/index.mdx', `---\n${BOMB}\n---\n`), 'content/matrix.yaml', rows);
  const { files, index } = sealBundle(bombs, KEY);
  expect(index.problems.map((words) => words.split(' ')[1]).toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
    'PR104',
    'PR302',
  ]);
  expect(judgeBundle(files).faults).toEqual([]);
});
