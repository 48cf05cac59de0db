import path from 'node:path';
import { expect, test } from 'vitest';
import { gatesText } from '../../src/gates/gates-text.ts';
import { projectFiles } from '../../src/gates/project-files-fs.ts';
import { isHeld, runGates } from '../../src/gates/run-gates.ts';
import { terminologyGate } from '../../src/gates/terminology-gate.ts';
import { textGate } from '../../src/gates/text-gate.ts';

const project = projectFiles(path.join(import.meta.dirname, '../..'));

test('the gates find what they are for', () => {
  const wrong = Buffer.from(['the order was cancel', 'led\r\n'].join(''));
  expect(terminologyGate.findings({ file: 'a.md', bytes: wrong })).toMatchObject([{ file: 'a.md', line: 1 }]);
  expect(textGate.findings({ file: 'a.md', bytes: wrong })).toMatchObject([
    { line: 1, words: 'has a carriage return' },
  ]);
  expect(textGate.findings({ file: 'a.md', bytes: Buffer.from([0xff, 0xfe, 0x41, 0]) }).length).toBeGreaterThan(0);
  expect(textGate.findings({ file: 'a.md', bytes: Buffer.from('ok\ncaf\xe9\n', 'latin1') })).toEqual([
    { file: 'a.md', line: 2, words: 'is not UTF-8' },
  ]);
  expect(textGate.findings({ file: 'a.md', bytes: Buffer.from('café\n') })).toEqual([]);
});

test('a gate that examined nothing does not hold, and says so', async () => {
  const results = await runGates(project, [{ ...textGate, examines: () => false }]);
  expect(results.map(isHeld)).toEqual([false]);
  expect(gatesText(results)).toBe('✗ text  nothing was examined\n');
});
