import os from 'node:os';
import path from 'node:path';
import { atOnce } from './at-once.ts';
import { bestOf } from './best-of.ts';
import { proofsCommand, proofsHere } from './engine-command.ts';
import type { Bench } from './measurement.ts';
import { runProgram } from './run-program.ts';
import { writeProject } from './scratch-project.ts';

const PROOFS = 20;
const ROUNDS = 4;
const floorWords = `${PROOFS} × node -e 0`;

/** Twenty trivial js proofs, each a traced process of its own, beside as many bare node processes. */
export const jsProofs: Bench = {
  name: 'js',
  async measure(scratch) {
    const root = path.join(scratch, 'project');
    writeProject({ root, proofs: PROOFS, language: 'js' });
    const floor = (): Promise<void> =>
      atOnce(PROOFS, os.availableParallelism(), () => runProgram(process.execPath, ['-e', '0']));
    const run = await bestOf(ROUNDS, { subject: () => proofsHere(root, '--all'), floor });
    const command = await bestOf(ROUNDS, { subject: () => proofsCommand(root, '--all'), floor });
    return [
      { words: `${PROOFS} js proofs, the run`, ...run, floorWords, target: { kind: 'ratio', most: 1.8 }, note: '' },
      { words: `${PROOFS} js proofs, whole command`, ...command, floorWords, target: { kind: 'none' }, note: '' },
    ];
  },
};
