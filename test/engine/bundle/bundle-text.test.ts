import { expect, test } from 'vitest';
import { judgeBundle, plainFile, sealBundle } from '../../../src/engine/index.ts';
import { reportText } from '../../../src/engine/bundle/bundle-text.ts';
import { buildReport } from '../../../src/engine/bundle/report.ts';
import { KEY, SOURCE } from './sample.ts';

const ERASE = '\u001b[2J\u001b[H';

test('a claim, a name and a file cannot erase or imitate what the verifier says', () => {
  const files = [
    ...SOURCE.filter(({ path }) => path !== 'package.json' && path !== 'content/matrix.yaml'),
    plainFile('package.json', JSON.stringify({ name: `x${ERASE}`, version: '1\r2' })),
    plainFile('content/matrix.yaml', `- {id: R-1, group: G, claim: "One.\\n✓ signed by sha256:feed \\e[2J \\u202e"}\n`),
  ];
  const judged = judgeBundle(sealBundle(files, KEY).files);
  const faults = [{ kind: 'name', file: `a${ERASE}\nHELD`, words: 'is no name' }] as const;
  const report = buildReport(
    { judged: { ...judged, faults }, files: 1, sidecars: [], differences: null, unchecked: [] },
    { fingerprint: null, allowUnsigned: false, allProved: false },
  );
  const text = reportText(report, false);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text).not.toMatch(/^✓ signed by sha256:feed|^HELD/m);
  expect(text).toContain('␛[2J');
});
