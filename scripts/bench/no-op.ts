import path from 'node:path';
import { bestOf } from './best-of.ts';
import { proofsCommand } from './engine-command.ts';
import type { Bench, Measurement } from './measurement.ts';
import { runProgram } from './run-program.ts';
import { writeProject } from './scratch-project.ts';

/** The command when nothing has changed since the last run. */
export const noOp: Bench = {
  name: 'no-op',
  async measure(scratch) {
    return [await noOpOf(scratch, 50), await noOpOf(scratch, 1000)];
  },
};

async function noOpOf(scratch: string, proofs: number): Promise<Measurement> {
  const root = path.join(scratch, `project-${proofs}`);
  writeProject({ root, proofs, language: 'bash' });
  await proofsCommand(root);
  const best = await bestOf(5, {
    subject: () => proofsCommand(root),
    floor: () => runProgram(process.execPath, ['-e', '0']),
  });
  return {
    words: `nothing to do, ${proofs} proofs`,
    ...best,
    floorWords: 'node -e 0',
    target: { kind: 'ms', most: 1500 },
    note: '',
  };
}
