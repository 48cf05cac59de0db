import { expect, test } from 'vitest';
import { judgeBundle, plainFile, sealBundle } from '../../../src/engine/index.ts';
import { canonicalJson } from '../../../src/engine/base/canonical-json.ts';
import { digest, digestJson } from '../../../src/engine/base/digest.ts';
import { collectProofs } from '../../../src/engine/proof/collect-proofs.ts';
import { definitionDigest } from '../../../src/engine/proof/definition.ts';
import { parsePageBytes } from '../../../src/engine/page/decode-page.ts';
import { KEY, SOURCE } from './sample.ts';

const PAGE = [
  '---\ntitle: Small\n---\n\n```js proof id="sum" title="A sum" covers="R-1"\ncheck("sum", 1 + 1, 2)\n```\n',
  '```text expect of="sum"\n✓ sum: ...\n```\n',
].join('\n');
const read = parsePageBytes('content/index.mdx', Buffer.from(PAGE));
const [proof] = collectProofs([read.value], { fixtures: [], rows: ['R-1'] }).value;
if (proof === undefined) throw new Error('no proof');
const [line, definition] = [proof.place.line, definitionDigest(proof)];

/** What a seller would keep who never ran the proof: a record that agrees with itself in every digest. */
function verdictOf(transcript: string, checks: number): unknown {
  const record = {
    kind: 'proofroom/evidence',
    version: 1,
    proof: { id: 'sum', title: 'A sum', page: 'content/index.mdx', line, covers: ['R-1'] },
    outcome: 'held',
    checks,
    definition,
    transcript: digest(transcript),
    inputs: {},
    attachments: {},
    tools: {},
    untraced: [],
  };
  const { files } = sealBundle(
    [
      ...SOURCE.filter(({ path }) => path !== 'content/index.mdx'),
      plainFile('content/index.mdx', PAGE),
      plainFile('proofs/sum.json', canonicalJson({ ...record, seal: digestJson(record) })),
      plainFile('proofs/sum.txt', transcript),
    ],
    KEY,
  );
  const row = judgeBundle(files).index?.rows[0];
  return [row?.verdict, row?.why];
}

const WHY = 'sum: proofs/sum.txt contradicts its record: it';

test.each([
  ['what the page pins', '✓ sum: 2\n', 2, ['weak', 'sum: held, but never seen failing']],
  ['something else', 'fine\n', 2, ['stale', `${WHY} does not print what the page pins`]],
  ['nothing', '', 2, ['stale', `${WHY} does not print what the page pins`]],
  [
    'a failed check too',
    '✓ sum: 2\n✗ more\n  expected 1\n  but was  2\n',
    2,
    ['stale', `${WHY} prints a check that failed`],
  ],
  ['fewer checks than recorded', '✓ sum: 2\n', 99, ['stale', `${WHY} prints 1 checks, and 99 were recorded`]],
])('a record whose transcript says %s', (_, transcript, checks, verdict) => {
  expect(verdictOf(transcript, checks)).toEqual(verdict);
});
