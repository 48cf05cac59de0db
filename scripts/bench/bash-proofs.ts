import os from 'node:os';
import path from 'node:path';
import { atOnce } from './at-once.ts';
import { bestOf } from './best-of.ts';
import { proofsCommand } from './engine-command.ts';
import type { Bench } from './measurement.ts';
import { runProgram } from './run-program.ts';
import { writeProject } from './scratch-project.ts';

const PROOFS = 20;

/** Twenty trivial bash proofs, the whole command, beside as many bare shells. */
export const bashProofs: Bench = {
  name: 'bash',
  async measure(scratch) {
    const root = path.join(scratch, 'project');
    writeProject({ root, proofs: PROOFS, language: 'bash' });
    const floor = (): Promise<void> =>
      atOnce(PROOFS, os.availableParallelism(), () => runProgram('bash', ['-c', 'true']));
    const best = await bestOf(4, { subject: () => proofsCommand(root, '--all'), floor });
    return [
      {
        words: `${PROOFS} bash proofs, whole command`,
        ...best,
        floorWords: `${PROOFS} × bash -c true`,
        target: { kind: 'ms', most: 1200 },
        note: '',
      },
    ];
  },
};
